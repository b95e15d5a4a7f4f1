using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class ModeLimitTests
{
    [Fact]
    public async Task MaxSteps_MemberNeverAnswers_FailsTheRunAndNamesIt()
    {
        var outbox = new Outbox();
        await using var harness = await new RunHarness().With(outbox.Note)
            .ServeAsync(
                TestTeam.In(TeamMode.Sequential, TestMember.Of("one", "note")).Limit(limits => limits with { MaxSteps = 2 }));
        Script.For(harness.Chat).With(
            "one", Reply.Calls(ToolCall.Of("a", "note", ("text", "1"))), Reply.Calls(ToolCall.Of("b", "note", ("text", "2"))));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "maxSteps", "one"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Equal("Member 'one' of team 'team' took 2 model turns without an answer (limits.maxSteps).", run.Error.Message);
        Assert.Equal(["1", "2"], outbox.Sent);
    }

    [Fact]
    public async Task MaxConversation_ToolsBringMore_FailsTheMemberAndAsksItsModelNoMore()
    {
        await using var harness = await new RunHarness().With(AIFunctionFactory.Create(
            (int kib) => new string('x', kib * 1024), "read"))
            .ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one", "read"))
                .Limit(limits => limits with { MaxConversation = 64 * 1024 }));
        Script.For(harness.Chat)
            .With("one", Reply.Calls(ToolCall.Of("a", "read", ("kib", 40))), Reply.Calls(ToolCall.Of("b", "read", ("kib", 40))));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "maxConversation", "one"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.EndsWith(
            " bytes; at most 64KiB are allowed (limits.maxConversation).", run.Error.Message, StringComparison.Ordinal);
        Assert.Equal("one:2", harness.Chat.Counts);
    }

    [Fact]
    public async Task MaxConversation_TheQuestionAloneIsMore_FailsBeforeTheModelIsAsked()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one")).Limit(limits => limits with { MaxConversation = 64 * 1024 }));

        var run = await harness.RunAsync(new string('x', 70_000));

        Assert.Equal((RunStatus.Failed, "maxConversation", ""), (run.Status, run.Error!.Code, harness.Chat.Counts));
    }

    [Fact]
    public async Task MaxTokens_OverAllMembers_IsCheckedBeforeEachModelCall()
    {
        var team = TestTeam.In(TeamMode.Broadcast, TestMember.Of("one"), TestMember.Of("two"), TestMember.Of("three"))
            .Limit(limits => limits with { MaxTokens = 45, MaxParallel = 1 });
        await using var harness = await new RunHarness().ServeAsync(team);
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.DelegateToAll("x"))).With("one", Reply.Text("1"))
            .With("two", Reply.Text("2"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "maxTokens", "three"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Equal("leader:1 one:1 two:1", harness.Chat.Counts);
        Assert.Contains("45 of 45 tokens", run.Error.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "2", null], run.Members.Select(member => member.Output));
    }

    [Fact]
    public async Task MaxTokens_OverRestarts_CountsWhatWasUsedBefore()
    {
        var outbox = new Outbox();
        await using var harness = await new RunHarness().With(outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two", "send"))
                .Limit(limits => limits with { MaxTokens = 30 }));
        Script.For(harness.Chat).With("one", Reply.Text("1")).With("two", Reply.Calls(ToolCall.Of("s", "send", ("text", "x"))));

        var paused = await harness.RunAsync("Go");
        await harness.RestartAsync();
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Failed, "maxTokens", "two"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Equal(["x"], outbox.Sent);
    }

    [Fact]
    public async Task MaxTokens_OfTheOuterTeam_CountsTheInnerOne()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("inner"), TestMember.Of("last"))
                .Limit(limits => limits with { MaxTokens = 30 }),
            TestTeam.Inner("inner", TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two"), TestMember.Of("three")));
        Script.For(harness.Chat).With("one", Reply.Text("1")).With("two", Reply.Text("2"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "maxTokens", "three"), (run.Status, run.Error!.Code, run.Error.MemberId));
    }

    [Fact]
    public async Task MaxTokens_OfTheInnerTeam_CountsItsOwnAlone()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Nested("inner"), TestMember.Of("other")).TellingLeader(),
            TestTeam.Inner("inner", TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two"))
                .Limit(limits => limits with { MaxTokens = 15 }));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.Delegate("a", "other", "x")), Reply.Calls(
                ToolCall.Delegate("b", "inner", "y")), Reply.Text(ask => ask.Last))
            .With("other", Reply.Text("o")).With("one", Reply.Text("1"));

        var run = await harness.RunAsync("Go");

        Assert.Equal(
            (RunStatus.Completed, "b=Error: Member 'two' of team 'inner' may not be asked again: 15 of 15 tokens are used "
                + "(limits.maxTokens)."),
            (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task MaxParallel_OfTasks_BoundsAWave()
    {
        var (working, most) = (0, 0);
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Tasks, TestMember.Of("one")).Limit(limits => limits with { MaxParallel = 2 }));
        harness.Chat.Answer = async ask =>
        {
            if (ask.Agent == "leader")
                return ask.Turn == 1
                    ? Reply.Calls([.. Enumerable.Range(1, 6).Select(n => ToolCall.CreateTask($"c{n}", $"T{n}", "one"))])
                    : Reply.Text("ok");
            most = Math.Max(most, Interlocked.Increment(ref working));
            await Task.Yield();
            Interlocked.Decrement(ref working);
            return Reply.Text(ask.Last);
        };

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, 6), (run.Status, run.Members.Count));
        Assert.InRange(most, 1, 2);
    }

    [Theory]
    [InlineData("memberTimeout")]
    [InlineData("teamTimeout")]
    public async Task Timeout_InASequence_KeepsWhatWasDone(string code)
    {
        var never = new TaskCompletionSource<Microsoft.Extensions.AI.ChatResponse>();
        var time = TimeSpan.FromSeconds(5);
        await using var harness = await new RunHarness().With(new FakeTimeProvider()).ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two"))
                .Limit(limits => code == "memberTimeout"
                    ? limits with { MemberTimeout = time }
                    : limits with { TeamTimeout = time }));
        Script.For(harness.Chat).With("one", Reply.Text("1")).WithWaiting("two", _ => never.Task);

        var run = await harness.RunUntilAsync("two", time);
        never.SetResult(Reply.Text("late"));

        Assert.Equal((RunStatus.Failed, code), (run.Status, run.Error!.Code));
        Assert.Equal(["1", null], run.Members.Select(member => member.Output));
        Assert.Equal(code == "memberTimeout" ? RunStatus.Failed : RunStatus.Cancelled, run.Members[1].Status);
    }

    [Fact]
    public async Task TeamTimeout_Retried_IsGrantedTheTimeOnceMore()
    {
        var never = new TaskCompletionSource<Microsoft.Extensions.AI.ChatResponse>();
        var time = TimeSpan.FromSeconds(5);
        await using var harness = await new RunHarness().With(new FakeTimeProvider()).ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("one")).Limit(limits => limits with { TeamTimeout = time }));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "one", "x")), Reply.Text("ok"))
            .WithWaiting("one", _ => never.Task).With("one", Reply.Text("1"));

        var failed = await harness.RunUntilAsync("one", time);
        Assert.Equal("teamTimeout", failed.Error!.Code);
        var run = await harness.RetryAsync(failed.RunId);
        never.SetResult(Reply.Text("late"));

        Assert.Equal((RunStatus.Completed, "ok", "1"), (run.Status, run.Output!.Text, run.Members[0].Output));
    }
}
