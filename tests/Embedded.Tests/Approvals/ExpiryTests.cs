using DurableTeams.Definitions;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Approvals;

public sealed class ExpiryTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Expiry_NobodyDecided_CountsAsRejectedAndTheModelGoesOn()
    {
        var tool = new GatedTool(Gated(new ApproveDefinition { Expires = Soon }));
        await using var harness = await tool.ServeAsync(clock: _clock);

        var paused = await harness.RunAsync("Go");
        _clock.Advance(Soon);
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal((RunStatus.Completed, RequirementStatus.Expired), (run.Status, run.Requirements[0].Status));
        Assert.Contains("in time", run.Output!.Text, StringComparison.Ordinal);
        Assert.Empty(tool.Made);
        Assert.Empty(await harness.Store.ListUndeliveredDecisionsAsync());
    }

    [Fact]
    public async Task Expiry_OnExpiryFail_FailsTheMember()
    {
        var tool = new GatedTool(Gated(new ApproveDefinition { Expires = Soon, OnExpiry = OnExpiry.Fail }));
        await using var harness = await tool.ServeAsync(clock: _clock);

        var paused = await harness.RunAsync("Go");
        _clock.Advance(Soon);
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal((RunStatus.Failed, "approvalExpired"), (run.Status, run.Error!.Code));
    }

    [Fact]
    public async Task Expiry_HostAwayAtTheTime_IsTakenAtTheNextStartAndNoLateDecisionCounts()
    {
        var tool = new GatedTool(Gated(new ApproveDefinition { Expires = Soon }));
        await using var harness = await tool.ServeAsync(clock: _clock);

        var paused = await harness.RunAsync("Go");
        var asked = paused.Requirements[0];
        var late = new DecisionRecord(asked.RequirementId, "approve", asked.ExpiresAt!.Value);
        var result = await harness.Store.DecideAsync(paused.RunId, [late]);
        Assert.Single(result.Conflicts);
        await harness.RestartAsync(() => _clock.Advance(Soon));
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal(RequirementStatus.Expired, run.Requirements[0].Status);
        Assert.Empty(tool.Made);
    }

    [Fact]
    public async Task Expiry_DecidedBefore_TheDecisionCounts()
    {
        var tool = new GatedTool(Gated(new ApproveDefinition
        {
            Expires = Soon * 2,
            EscalateAfter = Soon,
            EscalateTo = "http://127.0.0.1:1/",
        }));
        await using var harness = await tool.ServeAsync(clock: _clock);

        var paused = await harness.RunAsync("Go");
        _clock.Advance(Soon / 2);
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Single(tool.Made);
    }

    [Fact]
    public async Task Escalation_NobodyDecidedYet_MarksTheRequirementAndKeepsWaiting()
    {
        var tool = new GatedTool(Gated(new ApproveDefinition { EscalateAfter = Soon, EscalateTo = "http://127.0.0.1:1/" }));
        await using var harness = await tool.ServeAsync(clock: _clock);

        var paused = await harness.RunAsync("Go");
        var id = paused.Requirements[0].RequirementId;
        _clock.Advance(Soon);
        await Wait.UntilAsync(async () => (await harness.Store.FindRequirementAsync(id))!.EscalatedAt is not null);
        await harness.DecideAsync(id, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Single(await harness.Store.ListAuditAsync(id), entry => entry.Action == AuditActions.Escalated);
    }

    private static ToolDefinition Gated(ApproveDefinition approve) =>
        new() { Approval = ApprovalKind.Confirmation, Approve = approve };
}
