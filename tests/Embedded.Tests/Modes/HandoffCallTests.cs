using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

/// <summary>Transfers in turns that also call tools.</summary>
public sealed class HandoffCallTests
{
    private readonly Outbox _outbox = new();

    [Fact]
    public async Task Transfer_BesideAToolCall_TheToolRunsAndThenTheTargetDoes()
    {
        await using var harness = await ServeAsync();
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Of("n", "note", ("text", "hello")), ToolCall.Transfer("b")))
            .With("b", Reply.Text(_ => $"sent {_outbox.Sent.Count}"));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Completed, "sent 1", "a:1 b:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(new Usage(20, 10, 2, 1), run.Usage);
        Assert.Single(await harness.EventsAsync(run.RunId, "HandoffOccurred"));
    }

    [Fact]
    public async Task Transfer_BesideAGatedCall_WaitsForTheDecisionAndHandsOverAfterIt()
    {
        await using var harness = await ServeAsync();
        Script.For(harness.Chat).With("a", Reply.TextAndCalls(
            "Sending.", ToolCall.Of("s", "send", ("text", "hello")), ToolCall.Transfer("b"))).With("b", Reply.Text("ok"));

        var paused = await harness.RunAsync("Help", "s1");
        Assert.Equal((RunStatus.Paused, "a", "a:1"), (paused.Status, paused.ActiveAgent, harness.Chat.Counts));
        Assert.Empty(await harness.EventsAsync(paused.RunId, "HandoffOccurred"));
        Assert.Null((await harness.SessionAsync("s1")).ActiveAgent);
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "ok", "b"), (run.Status, run.Output!.Text, run.ActiveAgent));
        Assert.Equal(["hello"], _outbox.Sent);
        Assert.Equal(
            (RunStatus.Completed, "Sending.", 1), (run.Members[0].Status, run.Members[0].Output, run.Members[0].Usage.ToolCalls));
        Assert.Equal(["HandoffOccurred", "MemberRunCompleted", "MemberRunStarted"], (await harness.EventsAsync(
            run.RunId)).Select(item => item.Type).SkipWhile(type => type != "HandoffOccurred").Take(3));
    }

    [Fact]
    public async Task Transfer_BesideAGatedCallThatIsRejected_HandsOverAllTheSame()
    {
        await using var harness = await ServeAsync();
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Of("s", "send", ("text", "hello")), ToolCall.Transfer("b")))
            .With("b", Reply.Text("ok"));

        var paused = await harness.RunAsync("Help");
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "reject");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "ok", "a:1 b:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Empty(_outbox.Sent);
        Assert.Single(await harness.EventsAsync(run.RunId, "HandoffOccurred"));
    }

    [Fact]
    public async Task Transfer_WhilePaused_HostRestarts_HandsOverAfterTheDecision()
    {
        await using var harness = await ServeAsync();
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Of("s", "send", ("text", "hello")), ToolCall.Transfer("b")))
            .With("b", Reply.Text("ok"));

        var paused = await harness.RunAsync("Help");
        await harness.RestartAsync();
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "ok", "a:1 b:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    private Task<RunHarness> ServeAsync() =>
        new RunHarness().With(_outbox.Send).With(_outbox.Note)
            .ServeAsync(TestTeam.In(TeamMode.Handoff, TestMember.Of("a", "send", "note"), TestMember.Of("b")));
}
