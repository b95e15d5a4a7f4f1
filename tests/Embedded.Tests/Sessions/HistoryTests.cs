using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;

namespace DurableTeams.Embedded.Tests.Sessions;

public sealed class HistoryTests
{
    [Fact]
    public async Task Role_EachAgentSeesItsOwnTurnsOnly()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two")));
        Answers(harness, runs: 2);

        await harness.RunAsync("first", "s1");
        await harness.RunAsync("second", "s1");

        Assert.Equal(["user: first", "assistant: one 1", "user: second"], harness.Chat.AskedOf("one").Last().Said);
        Assert.Equal(["user: one 1", "assistant: two 1", "user: one 2"], harness.Chat.AskedOf("two").Last().Said);
    }

    [Fact]
    public async Task Team_EachAgentSeesEveryonesTurnsAndItsOwnAsItsOwn()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two")).Remembering(HistoryScope.Team));
        Answers(harness, runs: 2);

        await harness.RunAsync("first", "s1");
        await harness.RunAsync("second", "s1");

        Assert.Equal(
            [
                "user: first", "assistant: one 1", "user: Earlier, team/two was asked: one 1\nteam/two answered: two 1",
                "user: second"
            ],
            harness.Chat.AskedOf("one").Last().Said);
        Assert.Equal(
            [
                "user: Earlier, team/one was asked: first\nteam/one answered: one 1", "user: one 1", "assistant: two 1",
                "user: one 2"
            ],
            harness.Chat.AskedOf("two").Last().Said);
    }

    [Fact]
    public async Task None_NothingIsSeen()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two")).Remembering(HistoryScope.None));
        Answers(harness, runs: 2);

        await harness.RunAsync("first", "s1");
        await harness.RunAsync("second", "s1");

        Assert.Equal(["user: second"], harness.Chat.AskedOf("one").Last().Said);
    }

    [Theory]
    [InlineData(HistoryScope.Role, "user: third|assistant: one 3|user: fourth")]
    [InlineData(HistoryScope.Team, "user: Earlier, team/two was asked: one 3\nteam/two answered: two 3|user: fourth")]
    public async Task Turns_OnlyTheNewestAreSeen(HistoryScope scope, string seen)
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two")).Remembering(scope, turns: 1));
        Answers(harness, runs: 4);

        foreach (var message in (string[])["first", "second", "third", "fourth"]) await harness.RunAsync(message, "s1");

        Assert.Equal(seen.Split('|'), harness.Chat.AskedOf("one").Last().Said);
    }

    [Fact]
    public async Task Route_TheLeaderRemembersTheAnswerThatWentToTheUser()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Route, TestMember.Of("one")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "one", "x")), Reply.Text("hello"))
            .With("one", Reply.Text("1"));

        await harness.RunAsync("first", "s1");
        await harness.RunAsync("second", "s1");

        Assert.Equal(["user: first", "assistant: 1", "user: second"], harness.Chat.AskedOf("leader").Last().Said);
    }

    [Fact]
    public async Task FailedRun_IsNotRemembered()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("one", Reply.Text("1"), Reply.Text("11")).With("two", Reply.Failure, Reply.Text("2"));

        await harness.RunAsync("first", "s1");
        await harness.RunAsync("second", "s1");

        Assert.Equal(["user: second"], harness.Chat.AskedOf("one").Last().Said);
    }

    [Fact]
    public async Task ConcurrentRunsOfOneSession_BothAreRememberedAndInOneOrder()
    {
        var release = new TaskCompletionSource();
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one")));
        Script.For(harness.Chat)
            .WithWaiting("one", async _ =>
            {
                await release.Task;
                return Reply.Text("slow");
            })
            .With("one", Reply.Text("quick"), Reply.Text("third"), Reply.Text("fourth"));

        var slow = await harness.StartAsync("first", "s1");
        await Wait.UntilAsync(() => harness.Chat.Asked.Count == 1);
        var quick = await harness.RunAsync("second", "s1");
        release.SetResult();
        await harness.RestAsync(slow);
        await harness.RunAsync("third", "s1");
        await harness.RunAsync("fourth", "s1");

        Assert.Equal(["user: second"], harness.Chat.Asked[1].Said);
        Assert.Equal(
            ["user: second", "assistant: quick", "user: first", "assistant: slow", "user: third"], harness.Chat.Asked[2].Said);
        Assert.Equal(["user: second", "assistant: quick", "user: first", "assistant: slow"], harness.Chat.Asked[3].Said.Take(4));
        var session = await harness.SessionAsync("s1");
        Assert.Equal([slow, quick.RunId], session.RunIds.Take(2));
        Assert.Equal(["quick", "slow", "third", "fourth"], session.History!.Select(turn => turn.Output));
    }

    [Fact]
    public async Task Session_OfALeaderlessTeam_HasEachAnswerOnce()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two")));
        Answers(harness, runs: 1);

        await harness.RunAsync("first", "s1");

        Assert.Equal(
            [("team/one", "first", "one 1"), ("team/two", "one 1", "two 1")],
            (await harness.SessionAsync("s1")).History!.Select(turn => (turn.AgentId, turn.Input, turn.Output)));
    }

    private static void Answers(RunHarness harness, int runs)
    {
        var script = Script.For(harness.Chat);
        for (var run = 1; run <= runs; run++) script.With("one", Reply.Text($"one {run}")).With("two", Reply.Text($"two {run}"));
    }
}
