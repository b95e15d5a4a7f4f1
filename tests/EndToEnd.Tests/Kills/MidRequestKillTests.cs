using System.Diagnostics;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>
/// Kills while the host works on a request, at a seeded moment of it: what was stored and not yet acted on is acted on
/// after the restart, what was not stored never happened.
/// </summary>
public sealed class MidRequestKillTests(ITestOutputHelper output)
{
    private const double LongestMs = 25;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 6)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Decision_WithTheHostKilledInTheMiddle_IsTakenWhollyOrNotAtAll(int seed)
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var drill = new KillDrill(stage);
        await drill.StartAsync();
        var requirement = await stage.Api.UntilPausedAsync(drill.RunId);

        var deciding = stage.Api.ApproveAsync(requirement);
        KillWithin(stage, seed);
        var answer = await AnswerAsync(deciding);
        await drill.CrashAsync();

        var status = (await stage.Api.GetAsync($"approvals/{requirement.Text("requirementId")}")).Expect(200).Json.Text("status");
        output.WriteLine($"seed {seed}: the answer was {answer?.Status.ToString() ?? "none"}, the requirement is {status}");
        if (answer is not null) Assert.Equal("approved", status);
        if (status == "pending") await drill.ApproveAsync();
        await drill.FinishAsync();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Start_WithTheHostKilledInTheMiddle_IsOneRunWhenAskedAgain(int seed)
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        stage.Chat.Answers = _ => ChatAnswer.Say("Done");
        (await stage.Api.GetAsync("runs")).Expect(200);

        var starting = StartAsync(stage);
        KillWithin(stage, seed);
        var answer = await AnswerAsync(starting);
        await stage.KillAsync();
        await stage.StartHostAsync();
        stage.Traffic.Thaw();

        var before = (await stage.Api.GetAsync("runs")).Expect(200).Json.Items("items");
        output.WriteLine($"seed {seed}: the answer was {answer?.Status.ToString() ?? "none"}, there are {before.Count} runs");
        if (answer is not null) Assert.Equal(answer.Json.Text("runId"), Assert.Single(before).Text("runId"));
        foreach (var stored in before) await stage.Api.UntilAsync(stored.Text("runId")!, "completed"); // with nobody's help
        var again = await StartAsync(stage);
        Assert.InRange(again.Status, 200, 202);
        await stage.Api.UntilAsync(again.Json.Text("runId")!, "completed");
        Assert.Single((await stage.Api.GetAsync("runs")).Expect(200).Json.Items("items"));
    }

    private static Task<ApiResponse> StartAsync(Stage stage) =>
        stage.Api.PostAsync("teams/newsroom/runs", new { message = "Go" }, ("Idempotency-Key", "one"));

    /// <summary>
    /// Kills at the seed's moment. The time passes on this thread: a timer's tick would be coarser than a request.
    /// </summary>
    private static void KillWithin(Stage stage, int seed)
    {
        var moment = TimeSpan.FromMilliseconds(new Random(seed).NextDouble() * LongestMs);
        var started = Stopwatch.GetTimestamp();
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(started) >= moment);
        stage.Host.Kill();
    }

    /// <summary>The answer, if it still came.</summary>
    private static async Task<ApiResponse?> AnswerAsync(Task<ApiResponse> request)
    {
        try
        {
            return await request;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
