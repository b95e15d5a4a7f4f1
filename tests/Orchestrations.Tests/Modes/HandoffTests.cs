using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Storage.Records;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Modes;

public sealed class HandoffTests
{
    [Fact]
    public async Task Run_ChainOfTransfers_HappensInOneRunAndTheLastOneAnswers()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("desk"), Member("billing"), Member("refunds")));
        For(harness).With("desk", Makes(Transfer("billing", "money"))).With("billing", Makes(Transfer("refunds", "money back"))).With("refunds", Says("paid"));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Completed, "paid", "refunds"), (run.Status, run.Output!.Text, run.ActiveAgent));
        Assert.Equal("billing:1 desk:1 refunds:1", harness.Chat.Counts);
        Assert.Equal(
            ["user: desk handed this conversation over to you. Reason: money", "user: Help"], Assert.Single(harness.Chat.AskedOf("billing")).Said);
        Assert.Equal(
            ["user: billing handed this conversation over to you. Reason: money back", "user: Help"], Assert.Single(harness.Chat.AskedOf("refunds")).Said);
        Assert.Equal(
            ["""{"from":"desk","to":"billing","reason":"money"}""", """{"from":"billing","to":"refunds","reason":"money back"}"""],
            (await harness.EventsAsync(run.RunId, "HandoffOccurred")).Select(item => item.Data!.Value.GetRawText()));
        Assert.Equal([RunStatus.Completed, RunStatus.Completed, RunStatus.Completed], run.Members.Select(member => member.Status));
    }

    [Fact]
    public async Task Run_RootIsAsked_SeesWhomItMayReachAndTheTransferTool()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Handing("desk", "billing"), Handing("billing"), Member("secret")));
        For(harness).With("desk", Makes(Transfer("billing"))).With("billing", Says("ok"));

        await harness.RunAsync("Help");

        var (desk, billing) = (Assert.Single(harness.Chat.AskedOf("desk")), Assert.Single(harness.Chat.AskedOf("billing")));
        Assert.Equal(["transfer_to_agent"], desk.Tools);
        Assert.Contains("- billing: Role of billing", desk.System, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", desk.System, StringComparison.Ordinal);
        Assert.Empty(billing.Tools);
        Assert.DoesNotContain("transfer_to_agent", billing.System, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody", "You cannot transfer to 'nobody'.")]
    [InlineData("secret", "You cannot transfer to 'secret'.")]
    [InlineData("desk", "You are 'desk'.")]
    [InlineData(" ", "transfer_to_agent takes a JSON object with two non-empty strings, agent_name and reason.")]
    public async Task Transfer_TargetThatCannotBe_TheAgentIsToldTheValidNamesAndGoesOn(string target, string told)
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Handing("desk", "billing", "tech"), Member("billing"), Member("tech"), Member("secret")));
        For(harness).With("desk", Makes(Transfer(target)), Says("myself"));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Completed, "myself", "desk"), (run.Status, run.Output!.Text, run.ActiveAgent));
        Assert.Equal($"t=Error: {told} You can transfer to: billing, tech.", harness.Chat.Asked[^1].Last);
        Assert.Empty(await harness.EventsAsync(run.RunId, "HandoffOccurred"));
    }

    [Fact]
    public async Task Transfer_TwiceInOneTurn_TheFirstCounts()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("desk"), Member("one"), Member("two")));
        For(harness).With("desk", Makes(Transfer("one"), Transfer("two", callId: "u"))).With("one", Says("1"));

        var run = await harness.RunAsync("Help");

        Assert.Equal(("1", "desk:1 one:1"), (run.Output!.Text, harness.Chat.Counts));
        Assert.Single(await harness.EventsAsync(run.RunId, "HandoffOccurred"));
        Assert.Contains("You transferred to one already", run.Members[0].Tools[1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MaxHandoffs_PingPong_FailsWithThePath()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b")).Limit(limits => limits with { MaxHandoffs = 3 }));
        For(harness).With("a", Makes(Transfer("b")), Makes(Transfer("b"))).With("b", Makes(Transfer("a")), Makes(Transfer("a")));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Failed, "maxHandoffs"), (run.Status, run.Error!.Code));
        Assert.Contains("a -> b -> a -> b -> a", run.Error.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await harness.EventsAsync(run.RunId, "HandoffOccurred")).Count);
        Assert.Equal("a:2 b:2", harness.Chat.Counts);
    }

    [Fact]
    public async Task MaxHandoffs_Exactly_IsAllowed()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b")).Limit(limits => limits with { MaxHandoffs = 2 }));
        For(harness).With("a", Makes(Transfer("b")), Says("back")).With("b", Makes(Transfer("a")));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Completed, "back", "a"), (run.Status, run.Output!.Text, run.ActiveAgent));
    }

    [Theory]
    [InlineData(HistoryScope.Role, "")]
    [InlineData(HistoryScope.None, "")]
    [InlineData(HistoryScope.Team, "user: Earlier, team/a was asked: Help\nteam/a answered: I look it up.\n")]
    public async Task Transfer_WithWords_TheTargetSeesThemAsHistoryAllows(HistoryScope scope, string shown)
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b")).Remembering(scope));
        For(harness).With("a", SaysAndMakes("I look it up.", Transfer("b"))).With("b", Says("ok"));

        await harness.RunAsync("Help");

        Assert.Equal(
            $"{shown}user: a handed this conversation over to you. Reason: because\nuser: Help",
            string.Join('\n', Assert.Single(harness.Chat.AskedOf("b")).Said));
    }

    [Fact]
    public async Task Transfer_BackToAnAgentThatSpoke_ItRemembersItsOwnTurn()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b")));
        For(harness).With("a", SaysAndMakes("Let b see.", Transfer("b")), Says("done")).With("b", Makes(Transfer("a")));

        await harness.RunAsync("Help");

        Assert.Equal(
            ["user: Help", "assistant: Let b see.", "user: b handed this conversation over to you. Reason: because", "user: Help"],
            harness.Chat.AskedOf("a").Last().Said);
    }

    [Fact]
    public async Task Run_TargetFails_TheRunFailsAndNamesIt()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b")));
        For(harness).With("a", Makes(Transfer("b"))).With("b", Fails);

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Failed, "modelFailed", "b", "b"), (run.Status, run.Error!.Code, run.Error.MemberId, run.ActiveAgent));
    }
}
