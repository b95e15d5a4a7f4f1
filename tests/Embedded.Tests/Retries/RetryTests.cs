using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Retries;

/// <summary>A failed run goes on from its last recorded step: the counts of what each agent was asked say so.</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task Coordinate_OneOfTwoMembersFailed_OnlyThatOneIsAskedAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With(
            "leader",
            Reply.Calls(ToolCall.Delegate("a", "one", "x"), ToolCall.Delegate("b", "two", "y")),
            Reply.Text(ask => ask.Last)).With("one", Reply.Text("1")).With("two", Reply.Failure, Reply.Text("2"));

        var run = await FailAndRetryAsync(harness);

        Assert.Equal(("a=1\nb=2", "leader:2 one:1 two:2"), (run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(new Usage(40, 20, 4, 0), run.Usage);
        Assert.Equal(
            ["RunFailed", "RunContinued", "ModelCallCompleted", "MemberRunCompleted", "ModelCallCompleted", "RunCompleted"],
            (await harness.EventsAsync(run.RunId)).Select(item => item.Type).SkipWhile(type => type != "RunFailed"));
    }

    [Fact]
    public async Task Coordinate_LeaderFailedAfterItWasToldOfAFailure_ThatMemberIsNotAskedAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("one"), TestMember.Of("two")).TellingLeader());
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.Delegate("a", "one", "x")), Reply.Calls(
                ToolCall.Delegate("b", "two", "y")), Reply.Failure, Reply.Text("ok"))
            .With("one", Reply.Failure).With("two", Reply.Text("2"));

        var run = await FailAndRetryAsync(harness);

        Assert.Equal(("ok", "leader:4 one:1 two:1"), (run.Output!.Text, harness.Chat.Counts));
        Assert.Equal([RunStatus.Failed, RunStatus.Completed], run.Members.Select(member => member.Status));
    }

    [Fact]
    public async Task Coordinate_LeaderFailedBeforeItWasToldOfAFailure_ThatMemberIsAskedAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("one")).TellingLeader());
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate(
            "a", "one", "x")), Reply.Failure, Reply.Text(ask => ask.Last)).With("one", Reply.Failure, Reply.Text("1"));

        var run = await FailAndRetryAsync(harness);

        Assert.Equal(("a=1", "leader:3 one:2"), (run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task Route_MemberFailed_TheLeaderIsNotAskedAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Route, TestMember.Of("one")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "one", "x")))
            .With("one", Reply.Failure, Reply.Text("1"));

        var run = await FailAndRetryAsync(harness);

        Assert.Equal(("1", "leader:1 one:2"), (run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task Broadcast_LeaderFailedAfterTheMembers_OnlyTheLeaderIsAskedAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Broadcast, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.DelegateToAll(
            "x")), Reply.Failure, Reply.Text(ask => ask.Last)).With("one", Reply.Text("1")).With("two", Reply.Text("2"));

        var run = await FailAndRetryAsync(harness);

        Assert.Equal(("all=one:\n1\n\ntwo:\n2", "leader:3 one:1 two:1"), (run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task Tasks_SecondWaveFailed_GoesOnWithIt()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Tasks, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.CreateTask("a", "A", "one"), ToolCall.CreateTask(
                "b", "B", "two", "task-1")), Reply.Text("waiting"), Reply.TextAndCalls("ok", ToolCall.Complete()))
            .With("one", Reply.Text("1")).With("two", Reply.Failure, Reply.Text("2"));

        var run = await FailAndRetryAsync(harness);

        Assert.Equal(("ok", "leader:3 one:1 two:2"), (run.Output!.Text, harness.Chat.Counts));
        Assert.Equal("task-2 completed", (await harness.EventsAsync(run.RunId, "TaskUpdated"))
            .Select(item => $"{item.Data!.Value.GetProperty("taskId")} {item.Data.Value.GetProperty("status")}").Last());
    }

    [Fact]
    public async Task Sequential_MiddleFailedTwice_EachRetryAsksItOnce()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two"), TestMember.Of("three")));
        Script.For(harness.Chat).With("one", Reply.Text("1")).With("two", Reply.Failure, Reply.Failure, Reply.Text("2"))
            .With("three", Reply.Text("3"));

        var first = await harness.RunAsync("Go");
        var second = await harness.RetryAsync(first.RunId);
        Assert.Equal((RunStatus.Failed, "two"), (second.Status, second.Error!.MemberId));
        var run = await harness.RetryAsync(first.RunId);

        Assert.Equal((RunStatus.Completed, "3", "one:1 three:1 two:3"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(2, (await harness.EventsAsync(run.RunId, "RunFailed")).Count);
    }

    [Fact]
    public async Task Loop_SecondRoundFailed_GoesOnWithIt()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Loop, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("one", Reply.Text("1"), Reply.Failure, Reply.Text("3"))
            .With("two", Reply.Text("2"), Reply.Calls(ToolCall.ExitLoop()));

        var run = await FailAndRetryAsync(harness);

        Assert.Equal(("3", "one:3 two:2"), (run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task Loop_NestedLoopThatEndedByItself_IsNotRunAgain()
    {
        var loop = TestTeam.Inner("polish", TeamMode.Loop, TestMember.Of("writer"));
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("polish"), TestMember.Of("last")), loop);
        Script.For(harness.Chat).With("writer", Reply.TextAndCalls("fine", ToolCall.ExitLoop()))
            .With("last", Reply.Failure, Reply.Text(ask => ask.Last));

        var run = await FailAndRetryAsync(harness);

        Assert.Equal(("fine", "last:2 writer:1"), (run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task MaxSteps_Retried_IsGrantedAsManyTurnsOnceMore()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("one")).Limit(limits => limits with { MaxSteps = 1 }));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "one", "x")), Reply.Text("ok"))
            .With("one", Reply.Text("1"));

        var run = await FailAndRetryAsync(harness);

        Assert.Equal(("ok", "leader:2 one:1"), (run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task AnswerThatCameTooLate_Retried_IsUsedAndNotAskedForAgain()
    {
        var late = new TaskCompletionSource();
        var limit = TimeSpan.FromSeconds(3);
        var team = TestTeam.In(TeamMode.Sequential, TestMember.Of("slow"))
            .Limit(limits => limits with { MemberTimeout = limit });
        await using var harness = await new RunHarness().With(new FakeTimeProvider()).ServeAsync(team);
        Script.For(harness.Chat).WithWaiting("slow", async _ =>
        {
            await late.Task;
            return Reply.Text("late");
        });

        var failed = await harness.RunUntilAsync("slow", limit);
        Assert.Equal("memberTimeout", failed.Error!.Code);
        late.SetResult();
        await Wait.UntilAsync(async () => (await harness.Store.ListMessagesAsync(
            failed.RunId, failed.Members[0].MemberRunId)).Any(message => message.Turn == 1));
        var ignored = await harness.ViewAsync(failed.RunId);
        Assert.Equal(
            (RunStatus.Failed, RunStatus.Failed, null), (ignored.Status, ignored.Members[0].Status, ignored.Members[0].Output));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "late", "slow:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal((RunStatus.Completed, "late"), (run.Members[0].Status, run.Members[0].Output));
    }

    [Fact]
    public async Task Retry_RunThatHasNotFailed_IsRefused()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one")));
        Script.For(harness.Chat).With("one", Reply.Text("1"));

        var run = await harness.RunAsync("Go");
        var completed = await Assert.ThrowsAsync<ApiException>(() => harness.RetryAsync(run.RunId));
        var unknown = await Assert.ThrowsAsync<ApiException>(() => harness.RetryAsync("run-nobody-knows"));

        Assert.Equal((409, 404), (completed.Status, unknown.Status));
    }

    private static async Task<RunView> FailAndRetryAsync(RunHarness harness)
    {
        var failed = await harness.RunAsync("Go");
        Assert.Equal(RunStatus.Failed, failed.Status);
        var run = await harness.RetryAsync(failed.RunId);
        Assert.Equal((RunStatus.Completed, null), (run.Status, run.Error));
        return run;
    }
}
