using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

/// <summary>
/// A model answers after its run has ended. That the answer was taken in is known by stopping the host, which lets
/// everything in flight finish, and starting it again.
/// </summary>
public sealed class LateResultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Answer_WithAGatedCallAfterTheRunWasCancelled_AsksNobody()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        stage.Chat.Answers = Newsroom.ChatOfTelegramAlone;
        var held = stage.Chat.Gates.Hold("the gated call's turn", request => request is { Agent: "telegram-agent", Turn: 1 });
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();
        (await stage.Api.PostAsync($"runs/{runId}/cancel", new { reason = "enough" })).Expect(202);
        await stage.Api.UntilAsync(runId, "cancelled");

        await AnswerLateAsync(stage, held);

        Assert.Empty(await stage.Api.PendingAsync(runId));
        Assert.Equal("cancelled", (await stage.Api.RunAsync(runId)).Text("status"));
        Assert.Empty(stage.Tools.RequestsOf("send_message"));
    }

    [Fact]
    public async Task Answer_WithAGatedCallAfterTheMemberTimedOut_AsksNobody()
    {
        await using var stage = await Stage.OpenAsync(
            output, Newsroom.Team with { Settings = ["limits: { memberTimeout: 2s }"] });
        Newsroom.Script(stage);
        stage.Chat.Answers = Newsroom.ChatOfTelegramAlone;
        var held = stage.Chat.Gates.Hold("the gated call's turn", request => request is { Agent: "telegram-agent", Turn: 1 });
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();
        await stage.Api.UntilAsync(runId, "failed");

        await AnswerLateAsync(stage, held);

        var run = await stage.Api.RunAsync(runId);
        Assert.Equal(("failed", "memberTimeout"), (run.Text("status"), run.Text("error", "code")));
        Assert.Equal("failed", run.Member("telegram-agent").Text("status"));
        Assert.Empty(await stage.Api.PendingAsync(runId));
    }

    [Fact]
    public async Task Answer_OfALeaderAfterTheRunTimedOut_IsNeitherTheAnswerNorRemembered()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team with { Settings = ["limits: { teamTimeout: 2s }"] });
        stage.Chat.Answers = request => ChatAnswer.Say("Too late for " + request.Task);
        var held = stage.Chat.Gates.Hold("the leader", request => request.Agent == "leader");
        var runId = await stage.Api.StartRunAsync("newsroom", "First question", "s-1");
        await held.ReachedAsync();
        await stage.Api.UntilAsync(runId, "failed");

        await AnswerLateAsync(stage, held);

        var run = await stage.Api.RunAsync(runId);
        Assert.Equal(("failed", "teamTimeout"), (run.Text("status"), run.Text("error", "code")));
        Assert.Null(run.Text("output", "text"));
        await stage.Api.UntilAsync(await stage.Api.StartRunAsync("newsroom", "Second question", "s-1"), "completed");
        Assert.DoesNotContain("Too late for First question", stage.Chat.Requests[^1].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_AfterTheRunEnded_AddsNoEventBehindTheRunsEnd()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var held = stage.Chat.Gates.Hold("the leader", request => request.Agent == "leader");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();
        (await stage.Api.PostAsync($"runs/{runId}/cancel", null)).Expect(202);
        await stage.Api.UntilAsync(runId, "cancelled");

        await AnswerLateAsync(stage, held);

        Assert.Equal("RunCancelled", (await stage.Api.EventsAsync(runId))[^1].Text("type"));
    }

    private static async Task AnswerLateAsync(Stage stage, Gate<ChatRequest> held)
    {
        held.Release();
        Assert.Equal(0, await stage.Host.TerminateAsync());
        await stage.CloseHostAsync();
        await stage.StartHostAsync();
    }
}
