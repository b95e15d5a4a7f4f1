using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class HandoffTests
{
    [Fact]
    public async Task Run_ChainOfTransfers_HappensInOneRunAndTheLastOneAnswers()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("desk"), TestMember.Of("billing"), TestMember.Of("refunds")));
        Script.For(harness.Chat).With("desk", Reply.Calls(ToolCall.Transfer("billing", "money")))
            .With("billing", Reply.Calls(ToolCall.Transfer("refunds", "money back"))).With("refunds", Reply.Text("paid"));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Completed, "paid", "refunds"), (run.Status, run.Output!.Text, run.ActiveAgent));
        Assert.Equal("billing:1 desk:1 refunds:1", harness.Chat.Counts);
        Assert.Equal(
            ["user: desk handed this conversation over to you. Reason: money", "user: Help"],
            Assert.Single(harness.Chat.AskedOf("billing")).Said);
        Assert.Equal(
            ["user: billing handed this conversation over to you. Reason: money back", "user: Help"],
            Assert.Single(harness.Chat.AskedOf("refunds")).Said);
        Assert.Equal(
            [
                """{"from":"desk","to":"billing","reason":"money"}""",
                """{"from":"billing","to":"refunds","reason":"money back"}"""
            ],
            (await harness.EventsAsync(run.RunId, "HandoffOccurred")).Select(item => item.Data!.Value.GetRawText()));
        Assert.Equal(
            [RunStatus.Completed, RunStatus.Completed, RunStatus.Completed], run.Members.Select(member => member.Status));
    }

    [Fact]
    public async Task Run_RootIsAsked_SeesWhomItMayReachAndTheTransferTool()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(
            TeamMode.Handoff, TestMember.Handing("desk", "billing"), TestMember.Handing("billing"), TestMember.Of("secret")));
        Script.For(harness.Chat).With("desk", Reply.Calls(ToolCall.Transfer("billing"))).With("billing", Reply.Text("ok"));

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
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Handoff, TestMember.Handing(
            "desk", "billing", "tech"), TestMember.Of("billing"), TestMember.Of("tech"), TestMember.Of("secret")));
        Script.For(harness.Chat).With("desk", Reply.Calls(ToolCall.Transfer(target)), Reply.Text("myself"));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Completed, "myself", "desk"), (run.Status, run.Output!.Text, run.ActiveAgent));
        Assert.Equal($"t=Error: {told} You can transfer to: billing, tech.", harness.Chat.Asked[^1].Last);
        Assert.Empty(await harness.EventsAsync(run.RunId, "HandoffOccurred"));
    }

    [Fact]
    public async Task Transfer_TwiceInOneTurn_TheFirstCounts()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("desk"), TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("desk", Reply.Calls(ToolCall.Transfer("one"), ToolCall.Transfer("two", callId: "u")))
            .With("one", Reply.Text("1"));

        var run = await harness.RunAsync("Help");

        Assert.Equal(("1", "desk:1 one:1"), (run.Output!.Text, harness.Chat.Counts));
        Assert.Single(await harness.EventsAsync(run.RunId, "HandoffOccurred"));
        Assert.Contains("You transferred to one already", run.Members[0].Tools[1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MaxHandoffs_PingPong_FailsWithThePath()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Handoff, TestMember.Of(
            "a"), TestMember.Of("b")).Limit(limits => limits with { MaxHandoffs = 3 }));
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b")), Reply.Calls(ToolCall.Transfer("b")))
            .With("b", Reply.Calls(ToolCall.Transfer("a")), Reply.Calls(ToolCall.Transfer("a")));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Failed, "maxHandoffs"), (run.Status, run.Error!.Code));
        Assert.Contains("a -> b -> a -> b -> a", run.Error.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await harness.EventsAsync(run.RunId, "HandoffOccurred")).Count);
        Assert.Equal("a:2 b:2", harness.Chat.Counts);
    }

    [Fact]
    public async Task MaxHandoffs_Exactly_IsAllowed()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Handoff, TestMember.Of(
            "a"), TestMember.Of("b")).Limit(limits => limits with { MaxHandoffs = 2 }));
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b")), Reply.Text("back"))
            .With("b", Reply.Calls(ToolCall.Transfer("a")));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Completed, "back", "a"), (run.Status, run.Output!.Text, run.ActiveAgent));
    }

    [Theory]
    [InlineData(HistoryScope.Role, "")]
    [InlineData(HistoryScope.None, "")]
    [InlineData(HistoryScope.Team, "user: Earlier, team/a was asked: Help\nteam/a answered: I look it up.\n")]
    public async Task Transfer_WithWords_TheTargetSeesThemAsHistoryAllows(HistoryScope scope, string shown)
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("a"), TestMember.Of("b")).Remembering(scope));
        Script.For(harness.Chat).With("a", Reply.TextAndCalls("I look it up.", ToolCall.Transfer("b")))
            .With("b", Reply.Text("ok"));

        await harness.RunAsync("Help");

        Assert.Equal(
            $"{shown}user: a handed this conversation over to you. Reason: because\nuser: Help",
            string.Join('\n', Assert.Single(harness.Chat.AskedOf("b")).Said));
    }

    [Fact]
    public async Task Transfer_BackToAnAgentThatSpoke_ItRemembersItsOwnTurn()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("a"), TestMember.Of("b")));
        Script.For(harness.Chat).With("a", Reply.TextAndCalls("Let b see.", ToolCall.Transfer("b")), Reply.Text("done"))
            .With("b", Reply.Calls(ToolCall.Transfer("a")));

        await harness.RunAsync("Help");

        Assert.Equal(
            [
                "user: Help", "assistant: Let b see.", "user: b handed this conversation over to you. Reason: because",
                "user: Help"
            ],
            harness.Chat.AskedOf("a").Last().Said);
    }

    [Fact]
    public async Task Run_TargetFails_TheRunFailsAndNamesIt()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("a"), TestMember.Of("b")));
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b"))).With("b", Reply.Failure);

        var run = await harness.RunAsync("Help");

        Assert.Equal(
            (RunStatus.Failed, "modelFailed", "b", "b"), (run.Status, run.Error!.Code, run.Error.MemberId, run.ActiveAgent));
    }
}
