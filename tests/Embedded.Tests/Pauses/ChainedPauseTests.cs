using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Pauses;

/// <summary>
/// "A late or repeated decision never reaches a later pause." "Then the member goes on, then the leader, with no further call."
/// </summary>
public sealed class ChainedPauseTests
{
    private readonly Outbox _outbox = new();

    [Fact]
    public async Task ResumedMember_PausesAgainFiveTimes_WithACrashBetweenEachAndEveryDecisionRepeated()
    {
        const int Pauses = 5;
        await using var harness = await ServeAsync(
        [
            .. Enumerable.Range(1, Pauses).Select(turn => Reply.Calls(ToolCall.Of("c", "send", ("text", $"{turn}")))),
            Reply.Text("end")
        ]);

        var runId = (await harness.RunAsync("Go")).RunId;
        var earlier = new List<string>();
        for (var pause = 1; pause <= Pauses; pause++)
        {
            var paused = await harness.UntilAsync(runId, run => run.Status == RunStatus.Paused
                && run.Requirements.Count(Pending) == 1 && !earlier.Contains(run.Requirements.Single(Pending).RequirementId));
            await harness.CrashAsync();
            foreach (var id in earlier) await harness.DecideAsync(id, "approve");
            var now = await harness.ViewAsync(runId);
            Assert.Equal((RunStatus.Paused, pause - 1), (now.Status, _outbox.Sent.Count));
            earlier.Add(paused.Requirements.Single(Pending).RequirementId);
            await harness.DecideAsync(earlier[^1], "approve");
        }

        var run = await harness.UntilAsync(runId, run => run.Status.IsFinal());
        Assert.Equal((RunStatus.Completed, "end"), (run.Status, run.Output!.Text));
        Assert.Equal(["1", "2", "3", "4", "5"], _outbox.Sent);
        Assert.Equal(Pauses, earlier.Distinct().Count());
    }

    [Fact]
    public async Task Decision_ContradictingAnEarlierPause_IsRefusedAndTheLaterPauseStays()
    {
        await using var harness = await ServeAsync(Reply.Calls(ToolCall.Of("c", "send", ("text", "1"))), Reply.Calls(
            ToolCall.Of("c", "send", ("text", "2"))), Reply.Text(ask => ask.Last));

        var first = await harness.RunAsync("Go");
        await harness.DecideAsync(first.Requirements[0].RequirementId, "reject", "no");
        var second = await harness.UntilAsync(first.RunId, run => run.Status == RunStatus.Paused && run.Requirements.Count == 2);
        var late = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(
            first.Requirements[0].RequirementId, "approve"));
        Assert.Equal((409, "alreadyDecided"), (late.Status, late.Code));
        Assert.Single((await harness.ViewAsync(first.RunId)).Requirements, Pending);
        await harness.DecideAsync(second.Requirements.Single(Pending).RequirementId, "approve");
        var run = await harness.UntilAsync(first.RunId, run => run.Status.IsFinal());

        Assert.Equal(("c=send 2", 1), (run.Output!.Text, _outbox.Sent.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DecisionStoredAndNotRaised_AfterACrashOrAStop_IsActedOnWithNobodysHelp(bool crash)
    {
        await using var harness = await ServeAsync(
            Reply.Calls(ToolCall.Of("c", "send", ("text", "1"))), Reply.Text(ask => ask.Last));

        var paused = await harness.RunAsync("Go");
        var decided = await harness.Store.DecideAsync(
            paused.RunId, [new DecisionRecord(paused.Requirements[0].RequirementId, "approve", DateTimeOffset.UtcNow)]);
        Assert.Empty(decided.Conflicts);
        if (crash) await harness.CrashAsync();
        else await harness.RestartAsync();
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal((RunStatus.Completed, "c=send 1"), (run.Status, run.Output!.Text));
        Assert.Single(_outbox.Sent);
        Assert.Empty(await harness.Store.ListUndeliveredDecisionsAsync());
    }

    [Fact]
    public async Task Rejection_IsToldToTheMembersModelWithTheNote_AndTheLeaderGoesOn()
    {
        await using var harness = await new RunHarness().With(_outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Coordinate, TestMember.Of("ann", "send")));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.Delegate("d", "ann", "x")), Reply.Text(ask => "leader: " + ask.Last))
            .With("ann", Reply.Calls(ToolCall.Of("c", "send", ("text", "1"))), Reply.Text(ask => ask.Last));

        var paused = await harness.RunAsync("Go");
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "reject", "not on a Sunday");
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.StartsWith("leader: d=c=Rejected", run.Output!.Text, StringComparison.Ordinal);
        Assert.EndsWith("not on a Sunday", run.Output.Text, StringComparison.Ordinal);
        Assert.Empty(_outbox.Sent);
    }

    private static bool Pending(RequirementView asked) => asked.Status == RequirementStatus.Pending;

    private async Task<RunHarness> ServeAsync(params ScriptStep[] answers)
    {
        var harness = await new RunHarness().With(_outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("ann", "send")));
        Script.For(harness.Chat).With("ann", answers);
        return harness;
    }
}
