using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class HandoffSessionTests
{
    [Fact]
    public async Task NextRun_AfterAHostRestart_StartsWithTheActiveAgent()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("a"), TestMember.Of("b")));
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b")))
            .With("b", Reply.Text("first"), Reply.Text("second"));

        await harness.RunAsync("One", "s1");
        Assert.Equal("b", (await harness.SessionAsync("s1")).ActiveAgent);
        await harness.RestartAsync();
        var run = await harness.RunAsync("Two", "s1");

        Assert.Equal(("second", "b", "a:1 b:2"), (run.Output!.Text, run.ActiveAgent, harness.Chat.Counts));
        Assert.Equal(["user: One", "assistant: first", "user: Two"], harness.Chat.Asked[^1].Said);
    }

    [Fact]
    public async Task NextRun_OfAnotherSession_StartsAtTheRoot()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("a"), TestMember.Of("b")));
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b")), Reply.Text("root"))
            .With("b", Reply.Text("first"));

        await harness.RunAsync("One", "s1");
        var run = await harness.RunAsync("Two", "s2");

        Assert.Equal("root", run.Output!.Text);
    }

    [Fact]
    public async Task NextRun_HandoffReturnRoot_StartsAtTheRootAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("a"), TestMember.Of("b")) with { HandoffReturn = HandoffReturn.Root });
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b")), Reply.Text("root"))
            .With("b", Reply.Text("first"));

        await harness.RunAsync("One", "s1");
        var run = await harness.RunAsync("Two", "s1");

        Assert.Equal(("root", "a"), (run.Output!.Text, run.ActiveAgent));
        Assert.Equal(["user: One", "assistant: (transferred to b)", "user: Two"], harness.Chat.Asked[^1].Said);
    }

    [Fact]
    public async Task NextRun_TeamScope_SeesEveryonesTurnsOnce()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("a"), TestMember.Of("b")).Remembering(HistoryScope.Team));
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b")))
            .With("b", Reply.Text("first"), Reply.Text("second"));

        await harness.RunAsync("One", "s1");
        await harness.RunAsync("Two", "s1");

        Assert.Equal(
            [
                "user: Earlier, team/a was asked: One\nteam/a answered: (transferred to b)", "user: One", "assistant: first",
                "user: Two"
            ],
            harness.Chat.Asked[^1].Said);
    }

    [Fact]
    public async Task Retry_AfterATransfer_StartsWhereItStartedAndAsksOnlyTheOneThatFailed()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("a"), TestMember.Of("b")));
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b"))).With("b", Reply.Failure, Reply.Text("repaired"));

        var failed = await harness.RunAsync("Help", "s1");
        Assert.Equal((RunStatus.Failed, "b"), (failed.Status, (await harness.SessionAsync("s1")).ActiveAgent));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal(
            (RunStatus.Completed, "repaired", "b", "a:1 b:2"),
            (run.Status, run.Output!.Text, run.ActiveAgent, harness.Chat.Counts));
        Assert.Equal(["a", "b"], run.Members.Select(member => member.MemberId));
        Assert.Single(await harness.EventsAsync(run.RunId, "HandoffOccurred"));
    }

    [Fact]
    public async Task Retry_AfterMaxHandoffs_IsGrantedThemOnceMore()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Handoff, TestMember.Of(
            "a"), TestMember.Of("b")).Limit(limits => limits with { MaxHandoffs = 1 }));
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b")), Reply.Text("done"))
            .With("b", Reply.Calls(ToolCall.Transfer("a")));

        var failed = await harness.RunAsync("Help");
        Assert.Equal("maxHandoffs", failed.Error!.Code);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal(
            (RunStatus.Completed, "done", "a", "a:2 b:1"), (run.Status, run.Output!.Text, run.ActiveAgent, harness.Chat.Counts));
    }
}
