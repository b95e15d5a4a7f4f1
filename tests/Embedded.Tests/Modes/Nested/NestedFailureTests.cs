using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes.Nested;

public sealed class NestedFailureTests
{
    [Fact]
    public async Task InnerMemberFails_PassesThroughAndTheRetryAsksOnlyIt()
    {
        await using var harness = await ServeAsync(team => team, inner => inner);
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.Delegate("a", "inner", "x")), Reply.Text(ask => ask.Last))
            .With("inner", Reply.Calls(
                ToolCall.Delegate("b", "one", "y"), ToolCall.Delegate("c", "two", "z")), Reply.Text(ask => ask.Last))
            .With("one", Reply.Text("1")).With("two", Reply.Failure, Reply.Text("2"));

        var failed = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "modelFailed", "two"), (failed.Status, failed.Error!.Code, failed.Error.MemberId));
        Assert.Contains("of team 'inner'", failed.Error.Message, StringComparison.Ordinal);
        Assert.Equal([RunStatus.Failed, RunStatus.Completed, RunStatus.Failed], failed.Members.Select(member => member.Status));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal(
            (RunStatus.Completed, "a=b=1\nc=2", "inner:2 leader:2 one:1 two:2"),
            (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task InnerMemberFails_InnerTellsItsLeader_TheOuterNeverKnows()
    {
        await using var harness = await ServeAsync(team => team, inner => inner.TellingLeader());
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.Delegate("a", "inner", "x")), Reply.Text(ask => ask.Last))
            .With("inner", Reply.Calls(ToolCall.Delegate("b", "one", "y")), Reply.Text("did without")).With("one", Reply.Failure);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "a=did without"), (run.Status, run.Output!.Text));
        Assert.StartsWith(
            "b=Error: Member 'one' of team 'inner'", harness.Chat.AskedOf("inner").Last().Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InnerTeamFails_OuterTellsItsLeaderWhichThenFails_TheRetryLeavesTheInnerTeamAlone()
    {
        await using var harness = await ServeAsync(team => team.TellingLeader(), inner => inner);
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.Delegate("a", "inner", "x")), Reply.Calls(
                ToolCall.Delegate("b", "other", "y")), Reply.Failure, Reply.Text("ok"))
            .With("inner", Reply.Calls(ToolCall.Delegate("b", "one", "y"))).With("one", Reply.Failure)
                .With("other", Reply.Text("o"));

        var failed = await harness.RunAsync("Go");
        Assert.StartsWith(
            "a=Error: Member 'one' of team 'inner'", harness.Chat.AskedOf("leader").ElementAt(1).Last, StringComparison.Ordinal);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal(
            (RunStatus.Completed, "ok", "inner:1 leader:4 one:1 other:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(
        [
            "inner Failed", "one Failed", "other Completed"
        ], run.Members.Select(member => $"{member.MemberId} {member.Status}"));
    }

    [Fact]
    public async Task Cancel_InnerMemberWorks_EverythingIsCancelledAndWhatWasDoneStays()
    {
        var never = new TaskCompletionSource<Microsoft.Extensions.AI.ChatResponse>();
        await using var harness = await ServeAsync(team => team, inner => inner);
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.Delegate("a", "inner", "x")))
            .With("inner", Reply.Calls(ToolCall.Delegate("b", "one", "y"), ToolCall.Delegate("c", "two", "z")))
            .With("one", Reply.Text("1")).WithWaiting("two", _ => never.Task);

        var runId = await harness.StartAsync("Go");
        await harness.UntilAsync(
            runId, run => run.Members.Any(member => member.Output == "1") && harness.Chat.AskedOf("two").Any());
        await harness.CancelAsync(runId);
        var run = await harness.RestAsync(runId);
        never.SetResult(Reply.Text("late"));

        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(
        [
            "inner Cancelled", "one Completed", "two Cancelled"
        ], run.Members.Select(member => $"{member.MemberId} {member.Status}"));
        Assert.Equal("1", run.Members[1].Output);
        Assert.Equal("RunCancelled", (await harness.EventsAsync(runId))[^1].Type);
    }

    [Fact]
    public async Task MemberTimeoutOfTheOuter_BoundsTheInnerTeam()
    {
        var never = new TaskCompletionSource<Microsoft.Extensions.AI.ChatResponse>();
        await using var harness = await ServeAsync(
            team => team.Limit(limits => limits with { MemberTimeout = TimeSpan.FromMilliseconds(100) }), inner => inner);
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "inner", "x")))
            .WithWaiting("inner", _ => never.Task);

        var run = await harness.RunUntilAsync("inner", TimeSpan.FromMilliseconds(100));
        never.SetResult(Reply.Text("late"));

        Assert.Equal((RunStatus.Failed, "memberTimeout", "inner"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Equal("Team 'inner' did not finish within 100ms (limits.memberTimeout of the team above).", run.Error.Message);
    }

    [Fact]
    public async Task TeamTimeoutOfTheInner_FailsItAndTheOuterLeaderIsTold()
    {
        var never = new TaskCompletionSource<Microsoft.Extensions.AI.ChatResponse>();
        await using var harness = await ServeAsync(
            team => team.TellingLeader(), inner => inner.Limit(limits => limits with { TeamTimeout = TimeSpan.FromSeconds(3) }));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.Delegate("a", "inner", "x")), Reply.Text(ask => ask.Last))
            .With("inner", Reply.Calls(ToolCall.Delegate("b", "one", "y"))).WithWaiting("one", _ => never.Task);

        var run = await harness.RunUntilAsync("one", TimeSpan.FromSeconds(3));
        never.SetResult(Reply.Text("late"));

        Assert.Equal(
            (RunStatus.Completed, "a=Error: Team 'inner' did not finish within 3s (limits.teamTimeout)."),
            (run.Status, run.Output!.Text));
        Assert.Equal(["inner Failed", "one Cancelled"], run.Members.Select(member => $"{member.MemberId} {member.Status}"));
        Assert.Equal("teamTimeout", run.Members[0].Error!.Code);
    }

    private static Task<RunHarness> ServeAsync(
        Func<TeamDefinition, TeamDefinition> outer, Func<TeamDefinition, TeamDefinition> inner) =>
        new RunHarness().With(new FakeTimeProvider()).ServeAsync(
            outer(TestTeam.In(TeamMode.Coordinate, TestMember.Nested("inner"), TestMember.Of("other"))),
            inner(TestTeam.Inner("inner", TeamMode.Coordinate, TestMember.Of("one"), TestMember.Of("two"))));
}
