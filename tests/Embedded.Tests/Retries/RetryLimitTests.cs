using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Retries;

/// <summary>Retries of runs that a limit ended, and what came too late for it.</summary>
public sealed class RetryLimitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task MaxTokens_Retried_IsGrantedThemOnceMore()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of(
            "one"), TestMember.Of("two"), TestMember.Of("three")).Limit(limits => limits with { MaxTokens = 20 }));
        Script.For(harness.Chat).With("one", Reply.Text("1")).With("two", Reply.Text("2")).With("three", Reply.Text("3"));

        var failed = await harness.RunAsync("Go");
        Assert.Equal(("maxTokens", "three"), (failed.Error!.Code, failed.Error.MemberId));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "3", "one:1 three:1 two:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task LeadersAnswerThatCameTooLate_Retried_EndsTheRun()
    {
        var late = new TaskCompletionSource();
        await using var harness = await new RunHarness().With(_clock).ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("one")).Limit(limits => limits with { TeamTimeout = Limit }));
        Script.For(harness.Chat).WithWaiting("leader", async _ =>
        {
            await late.Task;
            return Reply.Text("late");
        });

        var failed = await harness.RunUntilAsync("leader", Limit, "s1");
        Assert.Equal("teamTimeout", failed.Error!.Code);
        late.SetResult();
        await Wait.UntilAsync(async () => (await harness.Store.ListRunMessagesAsync(
            failed.RunId)).Any(message => message.Turn == 1));
        Assert.Equal((RunStatus.Failed, null), ((await harness.ViewAsync(failed.RunId)).Status, (await harness.ViewAsync(
            failed.RunId)).Output));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "late", "leader:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal("RunCompleted", (await harness.EventsAsync(run.RunId))[^1].Type);
        Assert.Equal("late", Assert.Single((await harness.SessionAsync("s1")).History!).Output);
    }

    [Fact]
    public async Task TransferThatCameTooLate_Retried_IsFollowed()
    {
        var late = new TaskCompletionSource();
        await using var harness = await new RunHarness().With(_clock).ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("a"), TestMember.Of("b"))
                .Limit(limits => limits with { MemberTimeout = Limit }));
        Script.For(harness.Chat)
            .WithWaiting("a", async _ =>
            {
                await late.Task;
                return Reply.Calls(ToolCall.Transfer("b"));
            })
            .With("b", Reply.Text("ok"));

        var failed = await harness.RunUntilAsync("a", Limit, "s1");
        Assert.Equal("memberTimeout", failed.Error!.Code);
        late.SetResult();
        await Wait.UntilAsync(async () => (await harness.Store.ListRunMessagesAsync(
            failed.RunId)).Any(message => message.Turn == 1));
        Assert.Null((await harness.SessionAsync("s1")).ActiveAgent);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "ok", "a:1 b:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal("b", (await harness.SessionAsync("s1")).ActiveAgent);
        Assert.Single(await harness.EventsAsync(run.RunId, "HandoffOccurred"));
    }

    [Fact]
    public async Task GatedCallThatCameTooLate_Retried_IsAskedForThen()
    {
        var late = new TaskCompletionSource();
        var outbox = new Outbox();
        await using var harness = await new RunHarness().With(_clock).With(outbox.Send).ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one", "send"))
                .Limit(limits => limits with { MemberTimeout = Limit }));
        Script.For(harness.Chat)
            .WithWaiting("one", async _ =>
            {
                await late.Task;
                return Reply.Calls(ToolCall.Of("s", "send", ("text", "x")));
            })
            .With("one", Reply.Text("sent"));

        var failed = await harness.RunUntilAsync("one", Limit);
        late.SetResult();
        var ignored = await harness.UntilAsync(failed.RunId, run => run.Requirements.Count == 1);
        Assert.Equal(RequirementStatus.Cancelled, ignored.Requirements[0].Status);
        var paused = await harness.RetryAsync(failed.RunId);
        Assert.Equal((RunStatus.Paused, RequirementStatus.Pending), (paused.Status, paused.Requirements[0].Status));
        await harness.RestartAsync();
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await harness.RestAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "sent", "one:2"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(["x"], outbox.Sent);
    }

    [Fact]
    public async Task NestedPendingApproval_SiblingFailed_IsOpenAgainOverARestart()
    {
        var fail = new TaskCompletionSource();
        var outbox = new Outbox();
        await using var harness = await new RunHarness().With(outbox.Send).ServeAsync(
            TestTeam.In(TeamMode.Broadcast, TestMember.Nested("inner"), TestMember.Of("other")),
            TestTeam.Inner("inner", TeamMode.Sequential, TestMember.Of("first"), TestMember.Of("second", "send")));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.DelegateToAll("x")), Reply.Text(ask => ask.Last))
            .With("first", Reply.Text("f"))
                .With("second", Reply.Calls(ToolCall.Of("s", "send", ("text", "x"))), Reply.Text("sent"))
                .WithWaiting("other", async _ =>
                {
                    await fail.Task;
                    throw Reply.OutOfOrder();
                })
                .With("other", Reply.Text("o"));

        var runId = await harness.StartAsync("Go");
        await harness.UntilAsync(runId, run => run.Members.Any(member => member.Status == RunStatus.Paused));
        fail.SetResult();
        var failed = await harness.UntilAsync(runId, run => run.Status == RunStatus.Failed);
        Assert.Equal(
        [
            "inner Cancelled", "first Completed", "second Cancelled", "other Failed"
        ], failed.Members.Select(member => $"{member.MemberId} {member.Status}"));
        var paused = await harness.RetryAsync(runId);
        Assert.Equal((RunStatus.Paused, RequirementStatus.Pending), (paused.Status, Assert.Single(paused.Requirements).Status));
        await harness.RestartAsync();
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await harness.RestAsync(runId);

        Assert.Equal((RunStatus.Completed, "all=inner:\nsent\n\nother:\no"), (run.Status, run.Output!.Text));
        Assert.Equal("first:1 leader:2 other:2 second:2", harness.Chat.Counts);
        Assert.Equal(["x"], outbox.Sent);
    }

    [Fact]
    public async Task State_MemberFailedAndIsRetried_HasWhatBothAttemptsChanged()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one")).WithState("{}"));
        Script.For(harness.Chat).With("one", Reply.Calls(ToolCall.UpdateState("""{"a":1}""")), Reply.Failure, Reply.Calls(
            ToolCall.UpdateState("""{"b":2}""")), Reply.Text("ok"));

        var failed = await harness.RunAsync("Go");
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, """{"a":1,"b":2}"""), (run.Status, run.State.ToString()));
    }

    [Fact]
    public async Task State_MemberIsRetriedAfterAnotherRunChangedTheSame_TheOtherRunsChangeStays()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one")).WithState("{}"));
        Script.For(harness.Chat).With("one", Reply.Calls(ToolCall.UpdateState("""{"a":"first"}""")), Reply.Failure, Reply.Calls(
            ToolCall.UpdateState("""{"a":"second"}""")), Reply.Text("2"), Reply.Text("1"));

        var failed = await harness.RunAsync("Go", "s1");
        await harness.RunAsync("Go", "s1");
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "1"), (run.Status, run.Output!.Text));
        Assert.Equal("""{"a":"second"}""", (await harness.SessionAsync("s1")).State.ToString());
    }

    [Fact]
    public async Task State_OneOfTwoIsRetried_TheirOrderStays()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Broadcast, TestMember.Of("one"), TestMember.Of("two")).WithState("{}"));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.DelegateToAll("x")), Reply.Text("ok"))
            .With("one", Reply.Calls(ToolCall.UpdateState("""{"who":"one"}""")), Reply.Failure, Reply.Calls(
                ToolCall.UpdateState("""{"one":1}""")), Reply.Text("1"))
            .With("two", Reply.Calls(ToolCall.UpdateState("""{"who":"two"}""")), Reply.Text("2"));

        var failed = await harness.RunAsync("Go");
        Assert.Equal("""{"who":"two"}""", failed.State.ToString());
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, """{"who":"two","one":1}"""), (run.Status, run.State.ToString()));
    }
}
