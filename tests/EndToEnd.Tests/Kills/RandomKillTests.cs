using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>Kills at moments nobody chose: after the k-th request that reaches a server, once to three times in a run.</summary>
public sealed class RandomKillTests(ITestOutputHelper output)
{
    private const int RequestsOfTheRun = 9;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Run_KilledAtRandomMoments_CompletesAsIfItHadNotBeen(int seed)
    {
        var random = new Random(seed);
        await using var stage = await KillDrill.StageAsync(output);
        Newsroom.Script(stage);
        if (random.Next(2) == 0) stage.Chat.Answers = Newsroom.ChatInParallel;
        var drill = new KillDrill(stage);
        await using var person = new Approver(stage, drill);
        await drill.StartAsync();
        person.Begin();

        for (int kill = 0, kills = random.Next(1, 4); kill < kills; kill++)
        {
            var request = stage.Traffic.Count + random.Next(1, Math.Max(2, RequestsOfTheRun - stage.Traffic.Count + 1));
            var answered = random.Next(2) == 0;
            output.WriteLine($"seed {seed}: kill {kill + 1} when request {request} is {(answered ? "answered" : "there")}");
            var moment = stage.Traffic.MomentOf(request, answered);
            await Wait.UntilAsync(
                $"request {request} or the end", async () => moment.IsCompleted || await EndedAsync(stage, drill));
            if (!moment.IsCompleted) break;
            await person.WhileAwayAsync(drill.CrashAsync);
        }

        await drill.FinishAsync();
    }

    private static async Task<bool> EndedAsync(Stage stage, KillDrill drill) =>
        (await stage.Api.RunAsync(drill.RunId)).Text("status") is "completed" or "failed";
}
