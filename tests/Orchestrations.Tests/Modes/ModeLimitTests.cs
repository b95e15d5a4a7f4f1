using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Modes;

public sealed class ModeLimitTests
{
    [Fact]
    public async Task MaxSteps_MemberNeverAnswers_FailsTheRunAndNamesIt()
    {
        var outbox = new Outbox();
        await using var harness = await new RunHarness().With(outbox.Note)
            .ServeAsync(In(TeamMode.Sequential, Member("one", "note")).Limit(limits => limits with { MaxSteps = 2 }));
        For(harness).With("one", Makes(Call("a", "note", ("text", "1"))), Makes(Call("b", "note", ("text", "2"))));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "maxSteps", "one"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Equal("Member 'one' of team 'team' took 2 model turns without an answer (limits.maxSteps).", run.Error.Message);
        Assert.Equal(["1", "2"], outbox.Sent);
    }

    [Fact]
    public async Task MaxConversation_ToolsBringMore_FailsTheMemberAndAsksItsModelNoMore()
    {
        await using var harness = await new RunHarness().With(AIFunctionFactory.Create((int kib) => new string('x', kib * 1024), "read"))
            .ServeAsync(In(TeamMode.Sequential, Member("one", "read")).Limit(limits => limits with { MaxConversation = 64 * 1024 }));
        For(harness).With("one", Makes(Call("a", "read", ("kib", 40))), Makes(Call("b", "read", ("kib", 40))));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "maxConversation", "one"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.EndsWith(" bytes; at most 64KiB are allowed (limits.maxConversation).", run.Error.Message, StringComparison.Ordinal);
        Assert.Equal("one:2", harness.Chat.Counts);
    }

    [Fact]
    public async Task MaxConversation_TheQuestionAloneIsMore_FailsBeforeTheModelIsAsked()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Sequential, Member("one")).Limit(limits => limits with { MaxConversation = 64 * 1024 }));

        var run = await harness.RunAsync(new string('x', 70_000));

        Assert.Equal((RunStatus.Failed, "maxConversation", ""), (run.Status, run.Error!.Code, harness.Chat.Counts));
    }

    [Fact]
    public async Task MaxTokens_OverAllMembers_IsCheckedBeforeEachModelCall()
    {
        var team = In(TeamMode.Broadcast, Member("one"), Member("two"), Member("three")).Limit(limits => limits with { MaxTokens = 45, MaxParallel = 1 });
        await using var harness = await new RunHarness().ServeAsync(team);
        For(harness).With("leader", Makes(ToAll("x"))).With("one", Says("1")).With("two", Says("2"));

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
            .ServeAsync(In(TeamMode.Sequential, Member("one"), Member("two", "send")).Limit(limits => limits with { MaxTokens = 30 }));
        For(harness).With("one", Says("1")).With("two", Makes(Call("s", "send", ("text", "x"))));

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
            In(TeamMode.Sequential, Nested("inner"), Member("last")).Limit(limits => limits with { MaxTokens = 30 }),
            Inner("inner", TeamMode.Sequential, Member("one"), Member("two"), Member("three")));
        For(harness).With("one", Says("1")).With("two", Says("2"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "maxTokens", "three"), (run.Status, run.Error!.Code, run.Error.MemberId));
    }

    [Fact]
    public async Task MaxTokens_OfTheInnerTeam_CountsItsOwnAlone()
    {
        await using var harness = await new RunHarness().ServeAsync(
            In(TeamMode.Coordinate, Nested("inner"), Member("other")).TellingLeader(),
            Inner("inner", TeamMode.Sequential, Member("one"), Member("two")).Limit(limits => limits with { MaxTokens = 15 }));
        For(harness)
            .With("leader", Makes(Delegate("a", "other", "x")), Makes(Delegate("b", "inner", "y")), Says(ask => ask.Last))
            .With("other", Says("o")).With("one", Says("1"));

        var run = await harness.RunAsync("Go");

        Assert.Equal(
            (RunStatus.Completed, "b=Error: Member 'two' of team 'inner' may not be asked again: 15 of 15 tokens are used (limits.maxTokens)."),
            (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task MaxParallel_OfTasks_BoundsAWave()
    {
        var (working, most) = (0, 0);
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Tasks, Member("one")).Limit(limits => limits with { MaxParallel = 2 }));
        harness.Chat.Answer = async ask =>
        {
            if (ask.Agent == "leader")
                return ask.Turn == 1 ? Calls([.. Enumerable.Range(1, 6).Select(n => CreateTask($"c{n}", $"T{n}", "one"))]) : Text("ok");
            most = Math.Max(most, Interlocked.Increment(ref working));
            await Task.Yield();
            Interlocked.Decrement(ref working);
            return Text(ask.Last);
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
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Sequential, Member("one"), Member("two"))
            .Limit(limits => code == "memberTimeout" ? limits with { MemberTimeout = time } : limits with { TeamTimeout = time }));
        For(harness).With("one", Says("1")).WithWaiting("two", _ => never.Task);

        var run = await harness.RunAsync("Go");
        never.SetResult(Text("late"));

        Assert.Equal((RunStatus.Failed, code), (run.Status, run.Error!.Code));
        Assert.Equal(["1", null], run.Members.Select(member => member.Output));
        Assert.Equal(code == "memberTimeout" ? RunStatus.Failed : RunStatus.Cancelled, run.Members[1].Status);
    }

    [Fact]
    public async Task TeamTimeout_Retried_IsGrantedTheTimeOnceMore()
    {
        var never = new TaskCompletionSource<Microsoft.Extensions.AI.ChatResponse>();
        await using var harness = await new RunHarness().ServeAsync(
            In(TeamMode.Coordinate, Member("one")).Limit(limits => limits with { TeamTimeout = TimeSpan.FromSeconds(5) }));
        For(harness).With("leader", Makes(Delegate("a", "one", "x")), Says("ok")).WithWaiting("one", _ => never.Task).With("one", Says("1"));

        var failed = await harness.RunAsync("Go");
        Assert.Equal("teamTimeout", failed.Error!.Code);
        var run = await harness.RetryAsync(failed.RunId);
        never.SetResult(Text("late"));

        Assert.Equal((RunStatus.Completed, "ok", "1"), (run.Status, run.Output!.Text, run.Members[0].Output));
    }
}
