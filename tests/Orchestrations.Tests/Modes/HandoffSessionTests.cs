using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Storage.Records;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Modes;

public sealed class HandoffSessionTests
{
    [Fact]
    public async Task NextRun_AfterAHostRestart_StartsWithTheActiveAgent()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b")));
        For(harness).With("a", Makes(Transfer("b"))).With("b", Says("first"), Says("second"));

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
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b")));
        For(harness).With("a", Makes(Transfer("b")), Says("root")).With("b", Says("first"));

        await harness.RunAsync("One", "s1");
        var run = await harness.RunAsync("Two", "s2");

        Assert.Equal("root", run.Output!.Text);
    }

    [Fact]
    public async Task NextRun_HandoffReturnRoot_StartsAtTheRootAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b")) with { HandoffReturn = HandoffReturn.Root });
        For(harness).With("a", Makes(Transfer("b")), Says("root")).With("b", Says("first"));

        await harness.RunAsync("One", "s1");
        var run = await harness.RunAsync("Two", "s1");

        Assert.Equal(("root", "a"), (run.Output!.Text, run.ActiveAgent));
        Assert.Equal(["user: One", "assistant: (transferred to b)", "user: Two"], harness.Chat.Asked[^1].Said);
    }

    [Fact]
    public async Task NextRun_TeamScope_SeesEveryonesTurnsOnce()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b")).Remembering(HistoryScope.Team));
        For(harness).With("a", Makes(Transfer("b"))).With("b", Says("first"), Says("second"));

        await harness.RunAsync("One", "s1");
        await harness.RunAsync("Two", "s1");

        Assert.Equal(
            ["user: Earlier, team/a was asked: One\nteam/a answered: (transferred to b)", "user: One", "assistant: first", "user: Two"],
            harness.Chat.Asked[^1].Said);
    }

    [Fact]
    public async Task Retry_AfterATransfer_StartsWhereItStartedAndAsksOnlyTheOneThatFailed()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b")));
        For(harness).With("a", Makes(Transfer("b"))).With("b", Fails, Says("repaired"));

        var failed = await harness.RunAsync("Help", "s1");
        Assert.Equal((RunStatus.Failed, "b"), (failed.Status, (await harness.SessionAsync("s1")).ActiveAgent));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "repaired", "b", "a:1 b:2"), (run.Status, run.Output!.Text, run.ActiveAgent, harness.Chat.Counts));
        Assert.Equal(["a", "b"], run.Members.Select(member => member.MemberId));
        Assert.Single(await harness.EventsAsync(run.RunId, "HandoffOccurred"));
    }

    [Fact]
    public async Task Retry_AfterMaxHandoffs_IsGrantedThemOnceMore()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b")).Limit(limits => limits with { MaxHandoffs = 1 }));
        For(harness).With("a", Makes(Transfer("b")), Says("done")).With("b", Makes(Transfer("a")));

        var failed = await harness.RunAsync("Help");
        Assert.Equal("maxHandoffs", failed.Error!.Code);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "done", "a", "a:2 b:1"), (run.Status, run.Output!.Text, run.ActiveAgent, harness.Chat.Counts));
    }
}
