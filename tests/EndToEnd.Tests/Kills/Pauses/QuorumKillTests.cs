using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills.Pauses;

/// <summary>
/// A quorum of two with an expiry far away and a tool that must not be called twice, killed between every two steps.
/// </summary>
public sealed class QuorumKillTests(ITestOutputHelper output)
{
    private const string TwoOfThem = "expires: 1h, quorum: 2";

    [Fact]
    public async Task KilledBetweenTheTwoApprovals_TheFirstStillCounts()
    {
        await using var drill = await PauseDrill.StartAsync(output, TwoOfThem);
        var asked = await drill.PausedAsync();
        await drill.ApproveAsync(asked, "ann");

        await drill.CrashAsync();
        Assert.Equal("ann", Assert.Single((await drill.PausedAsync()).Items("approvals", "given")).GetString());
        await drill.ApproveAsync(asked, "ann");
        Assert.Equal(0, drill.ToolCalls);
        await drill.ApproveAsync(asked, "ben");
        var run = await drill.FinishAsync();

        Assert.Equal((PauseDrill.Answer, 1), (run.Text("output", "text"), drill.ToolCalls));
    }

    [Fact]
    public async Task KilledWhenTheLastApprovalWasAccepted_TheToolRunsOnceOrAPersonIsAsked()
    {
        await using var drill = await PauseDrill.StartAsync(output, TwoOfThem);
        var asked = await drill.PausedAsync();
        await drill.ApproveAsync(asked, "ann");
        await drill.ApproveAsync(asked, "ben");

        await drill.CrashAsync();
        await SkipIfUnknownAsync(drill);
        var run = await drill.FinishAsync();

        Assert.Equal(PauseDrill.Answer, run.Text("output", "text"));
        Assert.InRange(drill.ToolCalls, 0, 1);
    }

    [Theory]
    [InlineData("retry", 2, PauseDrill.Answer)]
    [InlineData("skip", 1, PauseDrill.Answer)]
    [InlineData("reject", 1, null)]
    public async Task KilledWithTheClaimedToolInFlight_APersonIsAskedAndItIsNeverCalledUnasked(
        string decision, int calls, string? answer)
    {
        await using var drill = await PauseDrill.StartAsync(output, TwoOfThem);
        var reached = drill.HoldTool();
        var asked = await drill.PausedAsync();
        await drill.ApproveAsync(asked, "ann");
        await drill.ApproveAsync(asked, "ben");
        await reached();

        await drill.CrashAsync();
        var unknown = await drill.PausedAsync();
        Assert.Equal("unknownOutcome", unknown.Text("kind"));
        await drill.CrashAsync();
        Assert.Equal(unknown.Text("requirementId"), (await drill.PausedAsync()).Text("requirementId"));
        Assert.Equal(1, drill.ToolCalls);
        await ResolveAsync(drill, unknown.Text("requirementId")!, decision);
        await drill.CrashAsync();
        if (decision == "retry") await SkipIfUnknownAsync(drill);
        var run = await drill.FinishAsync();

        if (answer is not null) Assert.Equal(answer, run.Text("output", "text"));
        else Assert.Contains("not made again", run.Text("output", "text"), StringComparison.Ordinal);
        Assert.InRange(drill.ToolCalls, 1, calls);
    }

    [Fact]
    public async Task KilledAsTheToolAnswered_ItsResultIsRecordedOrAPersonIsAsked()
    {
        await using var drill = await PauseDrill.StartAsync(output, TwoOfThem);
        var answered = drill.WatchTool();
        var asked = await drill.PausedAsync();
        await drill.ApproveAsync(asked, "ann");
        await drill.ApproveAsync(asked, "ben");
        await answered();

        await drill.CrashAsync();
        await SkipIfUnknownAsync(drill);
        var run = await drill.FinishAsync();

        Assert.Equal((PauseDrill.Answer, 1), (run.Text("output", "text"), drill.ToolCalls));
    }

    [Theory]
    [InlineData("telegram-agent", 2)]
    [InlineData("leader", 2)]
    public async Task KilledAsTheMemberOrTheLeaderResumes_TheRecordedResultIsUsed(string agent, int turn)
    {
        await using var drill = await PauseDrill.StartAsync(output, TwoOfThem);
        var reached = drill.HoldTurn(agent, turn);
        var asked = await drill.PausedAsync();
        await drill.ApproveAsync(asked, "ann");
        await drill.ApproveAsync(asked, "ben");
        await reached();

        await drill.CrashAsync();
        var run = await drill.FinishAsync();

        Assert.Equal((PauseDrill.Answer, 1), (run.Text("output", "text"), drill.ToolCalls));
        Assert.Single(run.Items("requirements"));
    }

    /// <summary>
    /// Waits for the end, or for the question whether the tool was called; answers that with what it would have brought.
    /// </summary>
    private static async Task SkipIfUnknownAsync(PauseDrill drill)
    {
        var run = await Wait.ForAsync("the end or a question", async () =>
        {
            var now = await drill.Api.RunAsync(drill.RunId);
            return now.Text("status") == "completed" || now.Pending().Count > 0 ? (object)now : null;
        });
        foreach (var unknown in ((System.Text.Json.JsonElement)run).Pending())
        {
            Assert.Equal("unknownOutcome", unknown.Text("kind"));
            await ResolveAsync(drill, unknown.Text("requirementId")!, "skip");
        }
    }

    private static async Task ResolveAsync(PauseDrill drill, string id, string decision) => (await drill.Api.PostAsync(
        $"approvals/{id}/resolve",
        decision == "skip" ? new { decision, result = "receipt-7 for it" } : (object)new { decision })).Expect(200);
}
