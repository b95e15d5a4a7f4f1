using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class BroadcastTests
{
    [Fact]
    public async Task Run_MembersEndInAnotherOrder_TheLeaderReadsThemInFileOrder()
    {
        var twoDone = new TaskCompletionSource();
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Broadcast, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.DelegateToAll("Look at it")), Reply.Text("together"))
            .WithWaiting("one", async _ =>
            {
                await twoDone.Task.WaitAsync(TimeSpan.FromSeconds(30));
                return Reply.Text("from one");
            })
            .With("two", Reply.Text(_ =>
            {
                twoDone.SetResult();
                return "from two";
            }));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "together"), (run.Status, run.Output!.Text));
        Assert.Equal("all=one:\nfrom one\n\ntwo:\nfrom two", harness.Chat.AskedOf("leader").Last().Last);
        Assert.All(harness.Chat.AskedOf("leader"), ask => Assert.Equal(["delegate_task_to_members"], ask.Tools));
        Assert.All(
            ["one", "two"], member => Assert.Equal(["user: Look at it"], Assert.Single(harness.Chat.AskedOf(member)).Said));
        Assert.Equal(["one", "two"], run.Members.Select(member => member.MemberId));
        Assert.Equal(["Look at it", "Look at it"], run.Members.Select(member => member.Task));
    }

    [Fact]
    public async Task OneMemberFails_TellLeader_TheOthersResultsStayBesideTheError()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Broadcast, TestMember.Of("one"), TestMember.Of("two"), TestMember.Of("three")).TellingLeader());
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.DelegateToAll("x")), Reply.Text("together"))
            .With("one", Reply.Text("1")).With("two", Reply.Failure).With("three", Reply.Text("3"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "together"), (run.Status, run.Output!.Text));
        var told = harness.Chat.AskedOf("leader").Last().Last;
        Assert.Contains("one:\n1\n\ntwo:\nMember 'two' of team 'team' could not get an answer", told, StringComparison.Ordinal);
        Assert.EndsWith("three:\n3", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneMemberFails_Fail_TheOthersFinishAndStayReadable()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Broadcast, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.DelegateToAll("x"))).With("one", Reply.Failure)
            .With("two", Reply.Text("2"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "modelFailed", "one"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Equal((RunStatus.Completed, "2"), (run.Members[1].Status, run.Members[1].Output));
    }

    [Fact]
    public async Task Run_LeaderBroadcastsTwiceInOneTurn_OnlyTheFirstCountsAndItIsTold()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Broadcast, TestMember.Of("one")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.DelegateToAll("x"), ToolCall.Of(
            "again", "delegate_task_to_members", ("task", "y"))), Reply.Text("ok")).With("one", Reply.Text("1"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("ok", run.Output!.Text);
        Assert.Single(run.Members);
        Assert.EndsWith(
            "again=Error: The members are given one task at a time, and the first call did that.",
            harness.Chat.AskedOf("leader").Last().Last,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LeaderBroadcastsInTwoTurns_EachRoundIsOfAllMembers()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Broadcast, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With(
            "leader",
            Reply.Calls(ToolCall.DelegateToAll("first")),
            Reply.Calls(ToolCall.DelegateToAll("second")),
            Reply.Text("ok")).With("one", Reply.Text("1"), Reply.Text("11")).With("two", Reply.Text("2"), Reply.Text("22"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("all=one:\n11\n\ntwo:\n22", harness.Chat.AskedOf("leader").Last().Last);
        Assert.Equal([1, 1, 2, 2], run.Members.Select(member => member.Spawn));
    }
}
