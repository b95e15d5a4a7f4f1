using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Retries;

public sealed class RetryApprovalTests
{
    private readonly Outbox _outbox = new();

    [Fact]
    public async Task ApprovedToolRan_ThenTheMemberFailed_TheToolIsNotRunAgain()
    {
        await using var harness = await new RunHarness().With(_outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one", "send")));
        Script.For(harness.Chat)
            .With("one", Reply.Calls(ToolCall.Of("s", "send", ("text", "hello"))), Reply.Failure, Reply.Text(ask => ask.Last));

        var paused = await harness.RunAsync("Go");
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "approve");
        var failed = await harness.RestAsync(paused.RunId);
        Assert.Equal(RunStatus.Failed, failed.Status);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "s=send hello", "one:3"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(["hello"], _outbox.Sent);
        Assert.Equal(new Usage(20, 10, 2, 1), run.Usage);
        Assert.Equal(RequirementStatus.Approved, Assert.Single(run.Requirements).Status);
    }

    [Fact]
    public async Task RejectedCall_ThenTheMemberFailed_IsNotAskedForAgain()
    {
        await using var harness = await new RunHarness().With(_outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one", "send")));
        Script.For(harness.Chat)
            .With("one", Reply.Calls(ToolCall.Of("s", "send", ("text", "hello"))), Reply.Failure, Reply.Text("fine without"));

        var paused = await harness.RunAsync("Go");
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "reject");
        await harness.RestAsync(paused.RunId);
        var run = await harness.RetryAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "fine without"), (run.Status, run.Output!.Text));
        Assert.Empty(_outbox.Sent);
        Assert.Equal(0, run.Usage.ToolCalls);
    }

    [Fact]
    public async Task PendingApproval_SiblingFailed_IsOpenAgainAfterTheRetry()
    {
        await using var harness = await new RunHarness().With(_outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Broadcast, TestMember.Of("one", "send"), TestMember.Of("two")));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.DelegateToAll("x")), Reply.Text("ok"))
            .With("one", Reply.Calls(
                ToolCall.Of("s", "send", ("text", "a")), ToolCall.Of("s2", "send", ("text", "b"))), Reply.Text("sent"))
            .WithWaiting("two", async _ =>
            {
                // It fails when one call of the other is decided and one is not.
                await Wait.UntilAsync(() => _outbox.Sent.Count == 1);
                throw Reply.OutOfOrder();
            })
            .With("two", Reply.Text("2"));

        var runId = await harness.StartAsync("Go");
        var waiting = await harness.UntilAsync(runId, run => run.Requirements.Count == 2);
        await harness.DecideAsync(waiting.Requirements.Single(asked => asked.Tool.CallId == "s").RequirementId, "approve");
        var failed = await harness.UntilAsync(runId, run => run.Status == RunStatus.Failed);
        Assert.Equal(
            [RequirementStatus.Approved, RequirementStatus.Cancelled], failed.Requirements.Select(asked => asked.Status).Order());
        Assert.Equal(RunStatus.Cancelled, failed.Members[0].Status);

        var paused = await harness.RetryAsync(runId);
        Assert.Equal(
            (RunStatus.Paused, RunStatus.Paused, RunStatus.Completed),
            (paused.Status, paused.Members[0].Status, paused.Members[1].Status));
        var open = paused.Requirements.Single(asked => asked.Status == RequirementStatus.Pending);
        Assert.Equal("s2", open.Tool.CallId);
        await harness.DecideAsync(open.RequirementId, "approve");
        var run = await harness.RestAsync(runId);

        Assert.Equal((RunStatus.Completed, "ok", "leader:2 one:2 two:2"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(["a", "b"], _outbox.Sent);
        Assert.Equal("s=send a\ns2=send b", harness.Chat.AskedOf("one").Last().Last);
        Assert.Equal(2, run.Usage.ToolCalls);
    }

    [Fact]
    public async Task DecisionTakenBeforeTheFailureButNotActedOn_IsActedOnAfterTheRetry()
    {
        var fail = new TaskCompletionSource();
        await using var harness = await new RunHarness().With(_outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Broadcast, TestMember.Of("one", "send"), TestMember.Of("two")));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.DelegateToAll("x")), Reply.Text("ok"))
            .With("one", Reply.Calls(ToolCall.Of("s", "send", ("text", "a"))), Reply.Text("sent"))
            .WithWaiting("two", async _ =>
            {
                await fail.Task;
                throw Reply.OutOfOrder();
            })
            .With("two", Reply.Text("2"));

        var runId = await harness.StartAsync("Go");
        // Paused for good: a decision before that is seen as the pause is recorded.
        var waiting = await harness.UntilAsync(runId, run => run.Members.Any(member => member.Status == RunStatus.Paused));
        await harness.Store.DecideAsync(
            runId, [new DecisionRecord(waiting.Requirements[0].RequirementId, "approve", DateTimeOffset.UtcNow)]);
        fail.SetResult();
        var failed = await harness.UntilAsync(runId, run => run.Status == RunStatus.Failed);
        Assert.Equal(RequirementStatus.Approved, Assert.Single(failed.Requirements).Status);
        Assert.Empty(_outbox.Sent);
        var run = await harness.RetryAsync(runId);

        Assert.Equal((RunStatus.Completed, "ok", "leader:2 one:2 two:2"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(["a"], _outbox.Sent);
    }
}
