using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Storage.Records;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Modes;

public sealed class BroadcastTests
{
    [Fact]
    public async Task Run_MembersEndInAnotherOrder_TheLeaderReadsThemInFileOrder()
    {
        var twoDone = new TaskCompletionSource();
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Broadcast, Member("one"), Member("two")));
        For(harness)
            .With("leader", Makes(ToAll("Look at it")), Says("together"))
            .WithWaiting("one", async _ =>
            {
                await twoDone.Task.WaitAsync(TimeSpan.FromSeconds(30));
                return Text("from one");
            })
            .With("two", _ =>
            {
                twoDone.SetResult();
                return Text("from two");
            });

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "together"), (run.Status, run.Output!.Text));
        Assert.Equal("all=one:\nfrom one\n\ntwo:\nfrom two", harness.Chat.AskedOf("leader").Last().Last);
        Assert.All(harness.Chat.AskedOf("leader"), ask => Assert.Equal(["delegate_task_to_members"], ask.Tools));
        Assert.All(["one", "two"], member => Assert.Equal(["user: Look at it"], Assert.Single(harness.Chat.AskedOf(member)).Said));
        Assert.Equal(["one", "two"], run.Members.Select(member => member.MemberId));
        Assert.Equal(["Look at it", "Look at it"], run.Members.Select(member => member.Task));
    }

    [Fact]
    public async Task OneMemberFails_TellLeader_TheOthersResultsStayBesideTheError()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Broadcast, Member("one"), Member("two"), Member("three")).TellingLeader());
        For(harness).With("leader", Makes(ToAll("x")), Says("together")).With("one", Says("1")).With("two", Fails).With("three", Says("3"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "together"), (run.Status, run.Output!.Text));
        var told = harness.Chat.AskedOf("leader").Last().Last;
        Assert.Contains("one:\n1\n\ntwo:\nMember 'two' of team 'team' could not get an answer", told, StringComparison.Ordinal);
        Assert.EndsWith("three:\n3", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneMemberFails_Fail_TheOthersFinishAndStayReadable()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Broadcast, Member("one"), Member("two")));
        For(harness).With("leader", Makes(ToAll("x"))).With("one", Fails).With("two", Says("2"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "modelFailed", "one"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Equal((RunStatus.Completed, "2"), (run.Members[1].Status, run.Members[1].Output));
    }

    [Fact]
    public async Task Run_LeaderBroadcastsTwiceInOneTurn_OnlyTheFirstCountsAndItIsTold()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Broadcast, Member("one")));
        For(harness).With("leader", Makes(ToAll("x"), Call("again", "delegate_task_to_members", ("task", "y"))), Says("ok")).With("one", Says("1"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("ok", run.Output!.Text);
        Assert.Single(run.Members);
        Assert.EndsWith("again=Error: The members are given one task at a time, and the first call did that.", harness.Chat.AskedOf("leader").Last().Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LeaderBroadcastsInTwoTurns_EachRoundIsOfAllMembers()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Broadcast, Member("one"), Member("two")));
        For(harness).With("leader", Makes(ToAll("first")), Makes(ToAll("second")), Says("ok")).With("one", Says("1"), Says("11")).With("two", Says("2"), Says("22"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("all=one:\n11\n\ntwo:\n22", harness.Chat.AskedOf("leader").Last().Last);
        Assert.Equal([1, 1, 2, 2], run.Members.Select(member => member.Spawn));
    }
}
