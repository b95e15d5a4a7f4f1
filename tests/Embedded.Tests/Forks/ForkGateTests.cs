using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Approvals;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Forks;

public sealed class ForkGateTests
{
    private static readonly ToolDefinition Gated = new() { Approval = ApprovalKind.Confirmation };

    [Theory]
    [InlineData("approve", "reject")]
    [InlineData("reject", "approve")]
    public async Task Fork_OfAPausedRun_BothAreDecidedDifferently(string first, string second)
    {
        var tool = new GatedTool(Gated with { Approve = new ApproveDefinition { Expires = TimeSpan.FromHours(1), Quorum = 2 } });
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        await harness.DecideAsync(new DecisionRequest(paused.Requirements[0].RequirementId, "approve") { By = "ann" });
        var fork = await harness.ForkAsync(paused.RunId);

        var (mine, theirs) = (Assert.Single(fork.Requirements), Assert.Single(
            (await harness.ViewAsync(paused.RunId)).Requirements));
        Assert.Equal((RunStatus.Paused, RequirementStatus.Pending, fork.RunId), (fork.Status, mine.Status, mine.RunId));
        Assert.Equal($"{fork.RunId}.1-1-0", mine.RequirementId);
        Assert.True(mine.ExpiresAt > theirs.ExpiresAt);
        // An approval that was given to the run is none of the fork.
        Assert.Equal((1, 0), ((await RequirementAsync(theirs)).Given.Count, (await RequirementAsync(mine)).Given.Count));

        await DecideAsync(theirs.RequirementId, first);
        await DecideAsync(mine.RequirementId, second);
        var (run, other) = (await harness.RestAsync(paused.RunId), await harness.RestAsync(fork.RunId));

        Assert.Equal(["5 to Ann"], tool.Made);
        Assert.Equal((RunStatus.Completed, RunStatus.Completed), (run.Status, other.Status));
        Assert.Equal((Output(first), Output(second)), (run.Output!.Text, other.Output!.Text));
        // Two turns of the leader's and the member's each, of which the first ones are shared.
        Assert.Equal("leader:3 payer:3", harness.Chat.Counts);
        Assert.Equal(["created", "decided"], (await harness.Store.ListAuditAsync(
            mine.RequirementId)).Select(entry => entry.Action).Where(action => action is "created" or "decided"));

        static string Output(string decision) =>
            decision == "approve" ? "a=c=paid 5 to Ann" : "a=c=Rejected: a person did not allow this call, and it was not made.";

        async Task<RequirementRecord> RequirementAsync(RequirementView view) =>
            (await harness.Store.FindRequirementAsync(view.RequirementId))!;

        async Task DecideAsync(string requirementId, string decision)
        {
            foreach (var person in decision == "approve" ? new[] { "ann", "ben" } : ["cleo"])
                await harness.DecideAsync(new DecisionRequest(requirementId, decision) { By = person });
        }
    }

    [Fact]
    public async Task Fork_AfterADecision_SharesItWithItsEditedArguments()
    {
        var tool = new GatedTool(Gated with { Approve = new ApproveDefinition { AllowEdit = true } });
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve", arguments: new { amount = 3, to = "Ben" });
        var run = await harness.RestAsync(paused.RunId);
        var resolved = Assert.Single(await harness.EventsAsync(run.RunId, RunEventTypes.RequirementResolved));
        var fork = await harness.ForkAsync(run.RunId, resolved.Sequence);

        Assert.Equal((RunStatus.Completed, run.Output!.Text), (fork.Status, fork.Output!.Text));
        Assert.Equal(["3 to Ben", "3 to Ben"], tool.Made);
        Assert.Equal((RequirementStatus.Approved, "tester"), (fork.Requirements[0].Status, fork.Requirements[0].ResolvedBy));
        var decided = Assert.Single(await harness.Store.ListAuditAsync(
            fork.Requirements[0].RequirementId), entry => entry.Action == AuditActions.Decided);
        Assert.Equal(
            ("tester", "fork", run.Requirements[0].RequirementId),
            (decided.By, decided.From, decided.Data!.Value.GetProperty("requirementId").GetString()));
        Assert.Empty(await harness.Store.ListUndeliveredDecisionsAsync());
    }

    [Fact]
    public async Task Fork_WhileItIsUnknownWhetherACallWasMade_AsksItsOwnQuestionAndDoesNotMakeIt()
    {
        var tool = new GatedTool(Gated with { Repeatable = false });
        await using var harness = await tool.ServeAsync();
        var paused = await harness.RunAsync("Go");
        var gate = paused.Requirements[0];
        Assert.True(await harness.Store.TryClaimAsync(paused.RunId, $"{gate.MemberRunId}-1-0-0-1"));
        await harness.DecideAsync(gate.RequirementId, "approve");
        await harness.UntilAsync(paused.RunId, run => run.Status == RunStatus.Paused && run.Requirements.Any(IsOpen));

        var fork = await harness.ForkAsync(paused.RunId);
        var question = Assert.Single(fork.Requirements, IsOpen);
        Assert.Empty(tool.Made);
        await harness.DecideAsync(
            new DecisionRequest(question.RequirementId, "skip") { Result = JsonSerializer.SerializeToElement("it was paid") });
        fork = await harness.RestAsync(fork.RunId);

        Assert.Equal((RunStatus.Completed, "a=c=it was paid"), (fork.Status, fork.Output!.Text));
        Assert.Empty(tool.Made);
        Assert.Equal(RunStatus.Paused, (await harness.ViewAsync(paused.RunId)).Status);

        static bool IsOpen(RequirementView asked) =>
            asked is { Kind: RequirementKind.UnknownOutcome, Status: RequirementStatus.Pending };
    }

    [Fact]
    public async Task Fork_OfAForkThatWaits_AsksAgain()
    {
        var tool = new GatedTool(Gated);
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(paused.RunId);
        await harness.RestartAsync();
        var third = await harness.ForkAsync(fork.RunId);
        await harness.CancelAsync(fork.RunId);
        await harness.UntilAsync(fork.RunId, run => run.Status.IsFinal());
        third = await harness.ApproveAllAsync(third);

        Assert.Equal((RunStatus.Completed, "a=c=paid 5 to Ann"), (third.Status, third.Output!.Text));
        Assert.Equal(RunStatus.Paused, (await harness.ViewAsync(paused.RunId)).Status);
        Assert.Equal("leader:2 payer:2", harness.Chat.Counts);
    }
}
