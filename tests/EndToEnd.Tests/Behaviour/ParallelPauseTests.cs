using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

public sealed class ParallelPauseTests(ITestOutputHelper output)
{
    [Fact]
    public async Task TwoMembers_AskedInOneTurn_RunAtTheSameTime()
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        stage.Chat.Answers = Newsroom.ChatInParallel;
        var researcher = stage.Chat.Gates.Hold("the researcher", request => request.Agent == "researcher");
        var telegram = stage.Chat.Gates.Hold("the telegram-agent", request => request.Agent == "telegram-agent");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");

        await researcher.ReachedAsync();
        await telegram.ReachedAsync();
        Assert.Equal("running", (await stage.Api.RunAsync(runId)).Text("status"));
        telegram.Release();
        await Wait.UntilAsync("the requirement", async () => (await stage.Api.PendingAsync(runId)).Count == 1);
        Assert.Equal("running", (await stage.Api.RunAsync(runId)).Text("status"));
        researcher.Release();

        var requirement = await stage.Api.UntilPausedAsync(runId);
        var run = await stage.Api.RunAsync(runId);
        Assert.Equal("completed", run.Member("researcher").Text("status"));
        Assert.Equal("paused", run.Member("telegram-agent").Text("status"));
        Assert.Single(stage.Chat.RequestsOf("leader"));

        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        run = await stage.Api.UntilAsync(runId, "completed");
        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Equal(2, stage.Chat.RequestsOf("leader").Count);
    }

    [Theory]
    [OnSqlite]
    [OnTables]
    [OnFunctions]
    public async Task TwoGatedCalls_InOneTurn_AreDecidedOneByOne(StoreKind store)
    {
        await using var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);
        stage.Chat.Answers = request => request switch
        {
            { Agent: "leader", Turn: 1 } => ChatAnswer.Call(ChatCall.Delegate("d1", "telegram-agent", "Send both")),
            { Agent: "leader" } => ChatAnswer.Say("Done: " + request.LastResult),
            { Turn: 1 } => ChatAnswer.Call(
                ChatCall.Tool("a", "send_message", new { text = "one" }),
                ChatCall.Tool("b", "send_message", new { text = "two" })),
            _ => ChatAnswer.Say($"{request.ResultOf("a")} and {request.ResultOf("b")}"),
        };
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "paused", now => now.Pending().Count == 2);
        var (one, two) = (run.Pending().Single(pending => pending.Text("tool", "callId") == "a"), run.Pending()
            .Single(pending => pending.Text("tool", "callId") == "b"));

        (await stage.Api.ApproveAsync(two)).Expect(200);
        run = await stage.Api.UntilAsync(runId, "paused", now => now.Pending().Count == 1);
        Assert.Equal(one.Text("requirementId"), run.Pending()[0].Text("requirementId"));
        Assert.DoesNotContain(stage.Tools.Requests, call => call.Argument("text") == "one");
        Assert.Single(stage.Chat.RequestsOf("telegram-agent"));

        (await stage.Api.ApproveAsync(one)).Expect(200);
        run = await stage.Api.UntilAsync(runId, "completed");
        Assert.Equal("Done: receipt-7 for one and receipt-7 for two", run.Text("output", "text"));
        Assert.Equal(["one", "two"], stage.Tools.RequestsOf("send_message").Select(call => call.Argument("text")!).Order());
        Assert.Equal(2, stage.Tools.Requests.Select(call => call.Key).Distinct().Count());
    }

    [Fact]
    public async Task TwoGatedCalls_ApprovedInOneContinue_BothRun()
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        stage.Chat.Answers = request => request switch
        {
            { Agent: "leader", Turn: 1 } =>
                ChatAnswer.Call(ChatCall.Delegate("d1", "telegram-agent", "A"), ChatCall.Delegate("d2", "telegram-agent", "B")),
            { Agent: "leader" } => ChatAnswer.Say($"A: {request.ResultOf("d1")}, B: {request.ResultOf("d2")}"),
            { Turn: 1 } => ChatAnswer.Call(ChatCall.Tool(
                "same", "send_message", new { text = request.Task.Contains('A', StringComparison.Ordinal) ? "a" : "b" })),
            _ => ChatAnswer.Say(request.LastResult),
        };
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "paused", now => now.Pending().Count == 2);
        var decisions = run.Pending().Select(pending => (object)new
        {
            requirementId = pending.Text("requirementId"),
            decision = pending.Text("tool", "arguments", "text") == "a" ? "approve" : "reject",
            note = "no",
        });

        (await stage.Api.ContinueAsync(runId, [.. decisions])).Expect(200);
        run = await stage.Api.UntilAsync(runId, "completed");

        Assert.StartsWith("A: receipt-7 for a, B: ", run.Text("output", "text"), StringComparison.Ordinal);
        Assert.DoesNotContain("B: receipt", run.Text("output", "text"), StringComparison.Ordinal);
        Assert.Equal("a", Assert.Single(stage.Tools.RequestsOf("send_message")).Argument("text"));
        Assert.Equal("completed", run.Member("telegram-agent", 1).Text("status"));
        Assert.Equal("completed", run.Member("telegram-agent", 2).Text("status"));
    }
}
