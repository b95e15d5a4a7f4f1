using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class RouteTests
{
    [Fact]
    public async Task Run_MemberAnswers_ItsAnswerIsTheRunsUnchangedAndTheLeaderIsAskedOnce()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Route, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "two", "Do it")))
            .With("two", Reply.Text("  as it is\n"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "  as it is\n"), (run.Status, run.Output!.Text));
        Assert.Equal("leader:1 two:1", harness.Chat.Counts);
        var leader = Assert.Single(harness.Chat.AskedOf("leader"));
        Assert.Equal(["delegate_task_to_member"], leader.Tools);
        Assert.Contains("the one member that is best for it", leader.System, StringComparison.Ordinal);
        Assert.Equal(["user: Do it"], Assert.Single(harness.Chat.AskedOf("two")).Said);
        Assert.Equal(new Usage(20, 10, 2, 0), run.Usage);
        Assert.Equal(
            ["RunStarted", "ModelCallCompleted", "MemberRunStarted", "ModelCallCompleted", "MemberRunCompleted", "RunCompleted"],
            (await harness.EventsAsync(run.RunId)).Select(item => item.Type));
    }

    [Fact]
    public async Task Run_LeaderGivesTheTaskTwiceInOneTurn_OnlyTheFirstCounts()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Route, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("leader", Reply.Calls(
            ToolCall.Delegate("a", "one", "x"), ToolCall.Delegate("b", "two", "y"))).With("one", Reply.Text("first"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("first", run.Output!.Text);
        Assert.Equal(["one"], run.Members.Select(member => member.MemberId));
        var refused = Assert.Single(await harness.EventsAsync(run.RunId, "ToolCallFailed"));
        Assert.Contains("Only one member is given the task", refused.Data.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LeaderAnswersItself_ThatIsTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Route, TestMember.Of("one")));
        Script.For(harness.Chat).With("leader", Reply.Text("Hello yourself."));

        var run = await harness.RunAsync("Hello");

        Assert.Equal((RunStatus.Completed, "Hello yourself."), (run.Status, run.Output!.Text));
        Assert.Empty(run.Members);
    }

    [Fact]
    public async Task Run_LeaderNamesNobody_IsToldTheMembersAndTriesAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Route, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "nobody", "x")), Reply.Calls(
            ToolCall.Delegate("b", "one", "x"))).With("one", Reply.Text("done"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("done", run.Output!.Text);
        Assert.Equal(
            "a=Error: There is no member 'nobody'. The members are: one, two.", harness.Chat.AskedOf("leader").Last().Last);
    }

    [Fact]
    public async Task MemberFails_TellLeader_TheLeaderPicksAnother()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Route, TestMember.Of("one"), TestMember.Of("two")).TellingLeader());
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "one", "x")), Reply.Calls(
            ToolCall.Delegate("b", "two", "y"))).With("one", Reply.Failure).With("two", Reply.Text("done"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "done"), (run.Status, run.Output!.Text));
        Assert.StartsWith(
            "a=Error: Member 'one' of team 'team' could not get an answer",
            harness.Chat.AskedOf("leader").Last().Last,
            StringComparison.Ordinal);
        Assert.Equal([RunStatus.Failed, RunStatus.Completed], run.Members.Select(member => member.Status));
    }

    [Fact]
    public async Task MemberFails_Fail_TheRunFailsAndNamesIt()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Route, TestMember.Of("one")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "one", "x"))).With("one", Reply.Failure);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "modelFailed", "one"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Equal("leader:1 one:1", harness.Chat.Counts);
    }
}
