using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>
/// Kills while the host works on a request, at one of its writes: what was stored and not yet acted on is acted on after the
/// restart, what was not stored never happened.
/// </summary>
public sealed class MidRequestKillTests(ITestOutputHelper output)
{
    public static TheoryData<int> Writes => [1, 2, 3, 5, 8, 13];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Decision_WithTheHostKilledInTheMiddle_IsTakenWhollyOrNotAtAll(int write)
    {
        await using var stage = await KillDrill.StageAsync(output);
        Newsroom.Script(stage);
        var drill = new KillDrill(stage);
        await drill.StartAsync();
        var requirement = await stage.Api.UntilPausedAsync(drill.RunId);

        using var kill = new KillAtWrite(stage, write);
        var deciding = AnswerAsync(stage.Api.ApproveAsync(requirement));
        await kill.DoneAsync(deciding);
        var answer = await deciding;
        await drill.CrashAsync();

        var status = (await stage.Api.GetAsync($"approvals/{requirement.Text("requirementId")}")).Expect(200).Json.Text("status");
        output.WriteLine($"{kill.Writes} writes: answer {answer?.Status.ToString() ?? "none"}, the requirement is {status}");
        if (answer is not null) Assert.Equal("approved", status);
        if (status == "pending") await drill.ApproveAsync();
        await drill.FinishAsync();
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Start_WithTheHostKilledInTheMiddle_IsOneRunWhenAskedAgain(int write)
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        stage.Chat.Answers = _ => ChatAnswer.Say("Done");
        (await stage.Api.GetAsync("runs")).Expect(200);

        using var kill = new KillAtWrite(stage, write);
        var starting = AnswerAsync(StartAsync(stage));
        await kill.DoneAsync(starting);
        var answer = await starting;
        await stage.KillAsync();
        await stage.StartHostAsync();
        stage.Traffic.Thaw();

        var before = (await stage.Api.GetAsync("runs")).Expect(200).Json.Items("items");
        output.WriteLine($"{kill.Writes} writes: answer {answer?.Status.ToString() ?? "none"}, there are {before.Count} runs");
        if (answer is not null) Assert.Equal(answer.Json.Text("runId"), Assert.Single(before).Text("runId"));
        foreach (var stored in before) await stage.Api.UntilAsync(stored.Text("runId")!, "completed"); // with nobody's help
        var again = await StartAsync(stage);
        Assert.InRange(again.Status, 200, 202);
        await stage.Api.UntilAsync(again.Json.Text("runId")!, "completed");
        Assert.Single((await stage.Api.GetAsync("runs")).Expect(200).Json.Items("items"));
    }

    private static Task<ApiResponse> StartAsync(Stage stage) =>
        stage.Api.PostAsync("teams/newsroom/runs", new { message = "Go" }, ("Idempotency-Key", "one"));

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
