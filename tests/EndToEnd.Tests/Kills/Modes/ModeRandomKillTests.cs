using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>Runs of all modes at the same time, in a host that dies several times at moments nobody chose.</summary>
public sealed class ModeRandomKillTests(ITestOutputHelper output)
{
    private const int RunsOfEach = 2;
    private const int Kills = 3;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 3)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Runs_OfAllModesKilledAtRandomMoments_EndAsUndisturbed(int seed)
    {
        var random = new Random(seed);
        await using var drill = await ModeDrill.OpenAsync(output);
        var undisturbed = new Dictionary<ModeTeam, ModeTrace>();
        foreach (var team in ModeTeams.All) undisturbed.Add(team, await drill.UndisturbedAsync(team));
        var runs = new List<ModeRun>();
        foreach (var team in ModeTeams.All)
        {
            for (var n = 0; n < RunsOfEach; n++) runs.Add(await drill.StartAsync(team, $"seed {seed}"));
        }

        for (var kill = 1; kill <= Kills; kill++)
        {
            // What was not asked yet is still to come, so the moment comes as well.
            var left = runs.Sum(run => undisturbed[run.Team].Asked.Count - drill.Board.Of(run.Tag).DistinctBy(one => one.Position)
                .Count());
            if (left == 0) break;
            var request = drill.Traffic.Count + random.Next(1, Math.Max(2, left / 2));
            var answered = random.Next(2) == 0;
            output.WriteLine($"seed {seed}: kill {kill} when request {request} is {(answered ? "answered" : "there")}");
            await drill.ApproveUntilAsync($"request {request}", drill.Traffic.MomentOf(request, answered), _ => true);
            await drill.CrashAsync();
        }

        await drill.FinishAsync();
        foreach (var run in runs) ModeAudit.Same(undisturbed[run.Team], await drill.TraceAsync(run));
    }
}
