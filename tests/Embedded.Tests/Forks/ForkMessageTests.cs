using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Services;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Forks;

public sealed class ForkMessageTests
{
    private const string More = "And in French";

    public static TheoryData<string> Names => [.. Reference.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Fork_WithAMessageAtEveryEvent_EndsAndExactlyOneAgentHearsIt(string name)
    {
        var (harness, _) = await Reference.ServeAsync(name);
        await using var served = harness;
        var run = await harness.ApproveAllAsync(await harness.RunAsync("Go"));
        var events = await harness.EventsAsync(run.RunId);
        var first = events.First(item => item.Type == RunEventTypes.ModelCallCompleted).Sequence;

        for (var sequence = 0; sequence <= events.Count; sequence++)
        {
            var asked = harness.Chat.Asked.Count;

            var fork = await harness.ApproveAllAsync(await harness.ForkAsync(run.RunId, sequence, More));

            Assert.True(fork.Status == RunStatus.Completed, $"{fork.Status} {fork.Error?.Message}, forked after {sequence}");
            var heard = (await harness.Store.ListRunMessagesAsync(
                fork.RunId)).Where(message => message is { Role: "user", Text: More }).ToList();
            Assert.True(harness.Chat.Asked.Skip(asked).Any(ask => ask.Said.Any(said => said.Contains(
                More, StringComparison.Ordinal))), $"Nobody heard it, forked after {sequence}");
            if (sequence < first) Assert.Equal(More, fork.Input);
            else Assert.Equal(("Go", 1), (fork.Input, heard.Count));
        }
    }

    [Fact]
    public async Task Fork_AtTheEndOfACoordinatedRun_TheLeaderAnswersAgainWithTheMessageNewest()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Coordinate, TestMember.Of("finder")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "finder", "Find")), Reply.Text(
            "found it"), Reply.Text("trouvé")).With("finder", Reply.Text("here"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId, message: More);

        Assert.Equal(("found it", "trouvé"), (run.Output!.Text, fork.Output!.Text));
        Assert.Equal("finder:1 leader:3", harness.Chat.Counts);
        Assert.Equal(
        [
            "user: Go", "assistant: <delegate_task_to_member>", "tool: a=here", "assistant: found it", $"user: {More}"
        ], harness.Chat.Asked[^1].Said);
        Assert.Equal(
            ("found it", RunStatus.Completed), ((await harness.ViewAsync(run.RunId)).Output!.Text, fork.Members[0].Status));
        var history = (await harness.SessionAsync(run.SessionId)).History!;
        Assert.Equal(["here", "found it", "trouvé"], history.Select(turn => turn.Output));
        Assert.Equal($"Go\n\n{More}", history[^1].Input);
    }

    [Fact]
    public async Task Fork_WhileAMemberWorked_TheLeaderHearsItAfterTheMembersResult()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Coordinate, TestMember.Of("finder")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "finder", "Find")), Reply.Text(
            "found it"), Reply.Text("trouvé")).With("finder", Reply.Text("here"), Reply.Text("there"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId, await AfterAsync(harness, run, RunEventTypes.MemberRunStarted), More);

        Assert.Equal("trouvé", fork.Output!.Text);
        Assert.Equal(
            ["user: Go", "assistant: <delegate_task_to_member>", "tool: a=there", $"user: {More}"], harness.Chat.Asked[^1].Said);
    }

    [Fact]
    public async Task Fork_BeforeTheFirstModelCall_TheMessageIsTheInput()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Coordinate, TestMember.Of("finder")));
        Script.For(harness.Chat).With("leader", Reply.Text("one"), Reply.Text("two"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId, 1, More);

        Assert.Equal((More, "two"), (fork.Input, fork.Output!.Text));
        Assert.Equal([$"user: {More}"], harness.Chat.Asked[^1].Said);
    }

    [Fact]
    public async Task Fork_OfARoutedRun_TheLeaderRoutesAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Route, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.Delegate("a", "one", "Do")), Reply.Calls(
            ToolCall.Delegate("b", "two", "Do it in French"))).With("one", Reply.Text("done")).With("two", Reply.Text("fait"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId, message: More);

        Assert.Equal(("done", "fait"), (run.Output!.Text, fork.Output!.Text));
        Assert.Equal(
        [
            "user: Go", "assistant: <delegate_task_to_member>", "tool: a=done", $"user: {More}"
        ], harness.Chat.AskedOf("leader").Last().Said);
    }

    [Fact]
    public async Task Fork_BetweenTwoOfASequence_TheNextOneIsOpenedWithIt()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two"), TestMember.Of("three")));
        Script.For(harness.Chat).With("one", Reply.Text("1")).With("two", Reply.Text("2"), Reply.Text("2b"))
            .With("three", Reply.Text("3"), Reply.Text("3b"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId, await AfterAsync(harness, run, RunEventTypes.MemberRunCompleted), More);

        Assert.Equal("3b", fork.Output!.Text);
        Assert.Equal("one:1 three:2 two:2", harness.Chat.Counts);
        Assert.Equal(["user: 1", $"user: {More}"], harness.Chat.AskedOf("two").Last().Said);
        Assert.Equal(["user: 2b"], harness.Chat.AskedOf("three").Last().Said);
        Assert.Equal("1", fork.Members[1].Task);
    }

    [Fact]
    public async Task Fork_AtTheEndOfASequence_TheLastOneAnswersAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("one", Reply.Text("1")).With("two", Reply.Text("2"), Reply.Text("2b"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId, message: More);

        Assert.Equal(("2b", "one:1 two:2"), (fork.Output!.Text, harness.Chat.Counts));
        Assert.Equal(["user: 1", "assistant: 2", $"user: {More}"], harness.Chat.Asked[^1].Said);
        Assert.Equal(("2", "2b"), ((await harness.ViewAsync(run.RunId)).Members[1].Output, fork.Members[1].Output));
    }

    [Fact]
    public async Task Fork_AtTheEndOfAHandedOverRun_TheAgentThatHasTheConversationAnswersAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("desk"), TestMember.Of("billing")));
        Script.For(harness.Chat).With("desk", Reply.Calls(ToolCall.Transfer("billing")))
            .With("billing", Reply.Text("paid"), Reply.Text("payé"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId, message: More);

        Assert.Equal(("payé", "billing", "billing:2 desk:1"), (fork.Output!.Text, fork.ActiveAgent, harness.Chat.Counts));
        Assert.Equal(
        [
            "user: desk handed this conversation over to you. Reason: because", "user: Go", "assistant: paid", $"user: {More}"
        ], harness.Chat.Asked[^1].Said);
    }

    [Fact]
    public async Task Fork_OfAFork_SharesTheMessageOfTheFirst()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Coordinate, TestMember.Of("finder")));
        Script.For(harness.Chat).With("leader", Reply.Text("one"), Reply.Text("two"), Reply.Text("three"), Reply.Text("four"));

        var run = await harness.RunAsync("Go");
        var fork = await harness.ForkAsync(run.RunId, message: More);
        var third = await harness.ForkAsync(fork.RunId, message: "And shorter");

        Assert.Equal("three", third.Output!.Text);
        Assert.Equal(
            ["user: Go", "assistant: one", $"user: {More}", "assistant: two", "user: And shorter"], harness.Chat.Asked[^1].Said);
        var back = await harness.ForkAsync(fork.RunId, 1, "Else");
        Assert.Equal(("four", "Else"), (back.Output!.Text, Assert.Single(harness.Chat.Asked[^1].Said)["user: ".Length..]));
    }

    private static async Task<long> AfterAsync(RunHarness harness, RunView run, string type) =>
        (await harness.EventsAsync(run.RunId, type))[0].Sequence;
}
