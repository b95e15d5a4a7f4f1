using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Models;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class CodeAgentTests
{
    [Fact]
    public async Task CodeAgent_Transfers_TheTargetSeesItsReason()
    {
        var desk = new Agent("desk", turn => CodeAgentReply.TransferTo("expert", $"asked: {turn.Asked}"));
        await using var harness = await new RunHarness().With(desk)
            .ServeAsync(TestTeam.In(TeamMode.Handoff, Coded("desk"), TestMember.Of("expert")));
        Script.For(harness.Chat).With("expert", Reply.Text("solved"));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Completed, "solved", "expert"), (run.Status, run.Output!.Text, run.ActiveAgent));
        Assert.Equal(
        [
            "user: desk handed this conversation over to you. Reason: asked: Help", "user: Help"
        ], Assert.Single(harness.Chat.Asked).Said);
        var turn = Assert.Single(desk.Turns);
        Assert.Equal((run.RunId, "team", "desk", 1), (turn.RunId, turn.TeamId, turn.MemberId, turn.Turn));
        Assert.Equal(["transfer_to_agent"], turn.Options.Tools!.Select(tool => tool.Name));
    }

    [Fact]
    public async Task CodeAgent_SaysNothing_ThatIsItsAnswer()
    {
        var silent = new Agent("silent", _ => CodeAgentReply.Say(""));
        await using var harness = await new RunHarness().With(silent)
            .ServeAsync(TestTeam.In(TeamMode.Sequential, Coded("silent")));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, ""), (run.Status, run.Output!.Text));
        Assert.Single(silent.Turns);
    }

    [Fact]
    public async Task CodeAgent_IsTransferredTo_AnswersTheUser()
    {
        var desk = new Agent("expert", turn => CodeAgentReply.Say($"code answers {turn.Asked}"));
        await using var harness = await new RunHarness().With(desk)
            .ServeAsync(TestTeam.In(TeamMode.Handoff, TestMember.Of("a"), Coded("expert")));
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("expert")));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Completed, "code answers Help", "expert"), (run.Status, run.Output!.Text, run.ActiveAgent));
    }

    [Fact]
    public async Task CodeAgent_CallsAGatedTool_WaitsForItAndIsToldTheResult()
    {
        var outbox = new Outbox();
        var agent = new Agent("robot", turn => turn.Turn == 1
            ? CodeAgentReply.Call("send", new Dictionary<string, object?> { ["text"] = "hi" })
            : CodeAgentReply.Say(new ChatAsk("robot", turn.Turn, turn.Messages, []).Last));
        await using var harness = await new RunHarness().With(agent).With(outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Sequential, Coded("robot") with { Tools = ["send"] }));

        var paused = await harness.RunAsync("Go");
        await harness.RestartAsync();
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "call-1-0=send hi", 2), (run.Status, run.Output!.Text, agent.Turns.Count));
        Assert.Equal(["hi"], outbox.Sent);
    }

    [Fact]
    public async Task CodeAgent_Throws_TheRunFailsAndARetryAsksItAgain()
    {
        var broken = true;
        var agent = new Agent("robot", _ => broken ? throw new InvalidOperationException("no disk") : CodeAgentReply.Say("fine"));
        await using var harness = await new RunHarness().With(agent)
            .ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), Coded("robot")));
        Script.For(harness.Chat).With("one", Reply.Text("1"));

        var failed = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "modelFailed", "robot"), (failed.Status, failed.Error!.Code, failed.Error.MemberId));
        Assert.Contains("no disk", failed.Error.Message, StringComparison.Ordinal);
        broken = false;
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal(
            (RunStatus.Completed, "fine", "one:1", 2), (run.Status, run.Output!.Text, harness.Chat.Counts, agent.Turns.Count));
    }

    private static MemberDefinition Coded(string id) => new() { Id = id, Agent = id };

    private sealed class Agent(string name, Func<CodeAgentTurn, CodeAgentReply> reply) : ICodeAgent
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<CodeAgentTurn> _turns = new();

        public string Name => name;

        public IReadOnlyList<CodeAgentTurn> Turns => [.. _turns];

        public Task<CodeAgentReply> TakeTurnAsync(CodeAgentTurn turn, CancellationToken cancellationToken)
        {
            _turns.Enqueue(turn);
            return Task.FromResult(reply(turn));
        }
    }
}
