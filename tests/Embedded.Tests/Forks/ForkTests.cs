using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Forks;

public sealed class ForkTests
{
    [Fact]
    public async Task Fork_OfAFinishedRun_AnswersTheSameWithoutAskingAnyModel()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("finder")).WithState("""{"a":1}"""));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "finder", "Find"), ToolCall.UpdateState(
            """{"a":2}""")), Reply.Text("found it")).With("finder", Reply.Text("here"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId);

        Assert.Equal((RunStatus.Completed, "found it"), (fork.Status, fork.Output!.Text));
        Assert.Equal("finder:1 leader:2", harness.Chat.Counts);
        Assert.Equal(run.Usage, fork.Usage);
        Assert.NotEqual(run.TraceId, fork.TraceId);
        Assert.Equal(2, fork.State!.Value.GetProperty("a").GetInt32());
        // Of the shared past the session has its turns once; the fork's own end is one more.
        Assert.Equal(
            ["here", "found it", "found it"], (await harness.SessionAsync(run.SessionId)).History!.Select(turn => turn.Output));
    }

    [Fact]
    public async Task Fork_OfPhases_TheSessionKeepsASharedSummaryOnce()
    {
        var (harness, _) = await Reference.ServeAsync("hierarchical");
        await using var served = harness;

        var run = await harness.RunAsync("Go");
        var before = (await harness.SessionAsync(run.SessionId)).History!;
        await harness.ForkAsync(run.RunId);

        Assert.Equal(2, before.Count(turn => turn.AgentId == "team#summaries"));
        Assert.Equal(
            before.Select(turn => turn.Output), (await harness.SessionAsync(run.SessionId)).History!.Select(turn => turn.Output));
    }

    [Fact]
    public async Task Fork_OfAFailedRun_GoesOnWhereItFailed()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("one", Reply.Text("1")).With("two", Reply.Failure, Reply.Text("2"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId);

        Assert.Equal((RunStatus.Failed, RunStatus.Completed, "2"), (run.Status, fork.Status, fork.Output!.Text));
        Assert.Equal("one:1 two:2", harness.Chat.Counts);
        Assert.Equal(RunStatus.Failed, (await harness.ViewAsync(run.RunId)).Status);
    }

    [Fact]
    public async Task Fork_ThatFails_CanBeRetried()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("one", Reply.Text("1")).With("two", Reply.Text("2"), Reply.Failure, Reply.Text("2b"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(
            run.RunId, (await harness.EventsAsync(run.RunId, RunEventTypes.MemberRunCompleted))[0].Sequence);
        var retried = await harness.RetryAsync(fork.RunId);

        Assert.Equal((RunStatus.Failed, RunStatus.Completed, "2b"), (fork.Status, retried.Status, retried.Output!.Text));
        Assert.Equal("one:1 two:3", harness.Chat.Counts);
    }

    [Fact]
    public async Task Fork_AfterALeaderWasToldOfAFailure_KeepsIt()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("finder")).TellingLeader());
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "finder", "Find")), Reply.Text("no luck"))
            .With("finder", Reply.Failure);

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId);

        Assert.Equal(("no luck", RunStatus.Failed), (fork.Output!.Text, fork.Members[0].Status));
        Assert.Equal("finder:1 leader:2", harness.Chat.Counts);
    }

    [Fact]
    public async Task Fork_OfARunThatWorks_SharesWhatIsRecordedAtThatMoment()
    {
        var release = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("one", Reply.Text("1"))
            .WithWaiting("two", async _ =>
            {
                asked.SetResult();
                await release.Task;
                return Reply.Text("2");
            })
            .With("two", Reply.Text("2b"));

        var runId = await harness.StartAsync("Go");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var fork = await harness.ForkAsync(runId, message: "Faster");
        release.SetResult();
        var run = await harness.RestAsync(runId);

        Assert.Equal(("2", "2b"), (run.Output!.Text, fork.Output!.Text));
        Assert.Equal("one:1 two:2", harness.Chat.Counts);
        Assert.Equal(["user: 1", "user: Faster"], harness.Chat.Asked[^1].Said);
    }

    [Fact]
    public async Task Fork_OfAHandedOverRun_StartsWithTheAgentThatTheRunStartedWith()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("desk"), TestMember.Of("billing")));
        Script.For(harness.Chat).With("desk", Reply.Calls(ToolCall.Transfer("billing")), Reply.Text("myself"))
            .With("billing", Reply.Text("paid"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId, 0);

        Assert.Equal(("paid", "myself"), (run.Output!.Text, fork.Output!.Text));
    }

    [Fact]
    public async Task Fork_AgentOpenedInIt_RemembersTheSessionAsItWasWhenTheRunBegan()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("finder")).Remembering(HistoryScope.Role));
        Script.For(harness.Chat).With("leader", Reply.Text("before"), Reply.Text("one"), Reply.Text("later"), Reply.Text("two"));

        await harness.RunAsync("First", "s");
        var run = await harness.RunAsync("Go", "s");
        await harness.RunAsync("Later", "s");
        await harness.ForkAsync(run.RunId, 0);

        Assert.Equal(["user: First", "assistant: before", "user: Go"], harness.Chat.Asked[^1].Said);
    }

    [Fact]
    public async Task Fork_WhoseWordsLookLikeIds_LeavesThemAlone()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Coordinate, TestMember.Of("finder")));
        string? id = null;
        Script.For(harness.Chat)
            .With("leader", Reply.From(_ => Reply.Calls(
                ToolCall.Delegate("a", "finder", $"Find {id}.1"))), Reply.Text(ask => ask.Last))
            .With("finder", Reply.Text(_ => $"{id}.1"));
        harness.Chat.Answer = Before(
            harness.Chat.Answer, async () => id = (await harness.Store.ListRunsAsync(new RunQuery())).Items[0].RunId);

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId);

        Assert.Equal($"a={run.RunId}.1", fork.Output!.Text);
        Assert.Equal(($"Find {run.RunId}.1", $"{run.RunId}.1"), (fork.Members[0].Task, fork.Members[0].Output));

        static Func<ChatAsk, Task<Microsoft.Extensions.AI.ChatResponse>> Before(
            Func<ChatAsk, Task<Microsoft.Extensions.AI.ChatResponse>> answer, Func<Task> first) =>
            async ask =>
            {
                await first();
                return await answer(ask);
            };
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(99)]
    public async Task Fork_FromAnEventThatIsNotThere_IsRefusedWithTheRange(long sequence)
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Coordinate, TestMember.Of("finder")));
        Script.For(harness.Chat).With("leader", Reply.Text("one"));

        var run = await harness.RunAsync("Go");
        var refused = await Assert.ThrowsAsync<ApiException>(() => harness.ForkAsync(run.RunId, sequence));

        Assert.Equal((400, "fromSequence"), (refused.Status, refused.Field));
        Assert.Contains("0 (nothing) to 3", refused.Message, StringComparison.Ordinal);
    }
}
