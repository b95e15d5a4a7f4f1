using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Approvals;

public sealed class UnknownOutcomeTests
{
    private static readonly ToolDefinition Once = new() { Approval = ApprovalKind.Confirmation, Repeatable = false };

    [Theory]
    [InlineData("retry", 1, "a=c=paid 5 to Ann")]
    [InlineData("skip", 0, "a=c=it was paid")]
    [InlineData("reject", 0, "a=c=Rejected: it is not known whether this call was made, and it is not made again.")]
    public async Task CallClaimedByAProcessThatDied_APersonDecides(string decision, int made, string output)
    {
        var tool = new GatedTool(Once);
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        var gate = paused.Requirements[0];
        Assert.True(await harness.Store.TryClaimAsync(paused.RunId, $"{gate.MemberRunId}-1-0-0-1"));
        await harness.DecideAsync(gate.RequirementId, "approve");
        var unknown = await UnknownAsync(harness, paused.RunId);
        Assert.Empty(tool.Made);
        var asked = await harness.Store.FindRequirementAsync(unknown.RequirementId);
        Assert.Equal(
            ("the process ended while the call was made, before its result was recorded", 1), (asked!.Reason, asked.Attempts));
        await harness.RestartAsync();
        await harness.DecideAsync(new DecisionRequest(unknown.RequirementId, decision)
        {
            Result = decision == "skip" ? JsonSerializer.SerializeToElement("it was paid") : null,
        });
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, output), (run.Status, run.Output!.Text));
        Assert.Equal(made, tool.Made.Count);
    }

    [Fact]
    public async Task CallThatTimesOut_IsNotMadeAgainUnasked()
    {
        var (limit, clock) = (TimeSpan.FromSeconds(2), new FakeTimeProvider());
        var tool = new GatedTool(Once with { Approval = ApprovalKind.None, Timeout = limit })
        {
            Work = cancellationToken => Task.Delay(Timeout.Infinite, cancellationToken),
        };
        await using var harness = await tool.ServeAsync(clock: clock);

        var runId = await harness.StartAsync("Go");
        await Wait.UntilAsync(() => tool.Made.Count == 1);
        clock.Advance(limit);
        var unknown = await UnknownAsync(harness, runId);
        Assert.Single(tool.Made);
        tool.Work = _ => Task.CompletedTask;
        await harness.DecideAsync(new DecisionRequest(unknown.RequirementId, "retry"));
        var run = await harness.RestAsync(runId);

        Assert.Equal((RunStatus.Completed, "a=c=paid 5 to Ann"), (run.Status, run.Output!.Text));
        Assert.Equal(2, tool.Made.Count);
    }

    [Fact]
    public async Task CallWhoseOutcomeIsUnknown_Notify_IsToldOfBothQuestions()
    {
        await using var server = await RecordingServer.StartAsync(context => RecordingServer.Answer(context, ""));
        var tool = new GatedTool(Once with { Approve = new ApproveDefinition { Notify = server.Url + "/hook" } });
        await using var harness = await tool.ServeAsync();
        var paused = await harness.RunAsync("Go");
        var gate = paused.Requirements[0];
        Assert.True(await harness.Store.TryClaimAsync(paused.RunId, $"{gate.MemberRunId}-1-0-0-1"));
        await harness.DecideAsync(gate.RequirementId, "approve");

        var unknown = await UnknownAsync(harness, paused.RunId);
        await Wait.UntilAsync(() => server.Requests.Any(
            request => request.Json.GetProperty("requirement").GetProperty("kind").GetString() == "unknownOutcome"));

        var told = server.Requests.Select(request => request.Json.GetProperty("requirement"))
            .Last(one => one.GetProperty("kind").GetString() == "unknownOutcome");
        Assert.Equal(unknown.RequirementId, told.GetProperty("requirementId").GetString());
        Assert.Contains("the process ended", told.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "decision=decide", told.GetProperty("links").GetProperty("decide").GetString(), StringComparison.Ordinal);
        await harness.DecideAsync(new DecisionRequest(unknown.RequirementId, "retry"));
        Assert.Equal(RunStatus.Completed, (await harness.RestAsync(paused.RunId)).Status);
    }

    [Fact]
    public async Task CallThatAnswers_NeedsNobody()
    {
        var tool = new GatedTool(Once with { Approval = ApprovalKind.None });
        await using var harness = await tool.ServeAsync();

        var run = await harness.RunAsync("Go");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Empty(run.Requirements);
        Assert.Single(tool.Made);
    }

    private static async Task<RequirementView> UnknownAsync(RunHarness harness, string runId)
    {
        var paused = await harness.UntilAsync(runId, run => run.Status == RunStatus.Paused
            && run.Requirements.Any(asked => asked.Kind == RequirementKind.UnknownOutcome));
        return paused.Requirements.Single(asked => asked.Kind == RequirementKind.UnknownOutcome);
    }
}
