using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

public sealed class CancelTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Cancel_OfAPausedRun_CancelsItsRequirementsToo(StoreKind store)
    {
        await using var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var requirement = await stage.Api.UntilPausedAsync(runId);

        (await stage.Api.PostAsync($"runs/{runId}/cancel", new { reason = "changed my mind" })).Expect(202);
        var run = await stage.Api.UntilAsync(runId, "cancelled", now => now.Pending().Count == 0);

        var kept = (await stage.Api.GetAsync($"approvals/{requirement.Text("requirementId")}")).Expect(200).Json;
        Assert.Equal("cancelled", kept.Text("status"));
        Assert.Equal("cancelled", run.Member("telegram-agent").Text("status"));
        Assert.Empty(await stage.Api.PendingAsync(runId));
        (await stage.Api.ApproveAsync(requirement)).ExpectProblem(409);
        (await stage.Api.PostAsync($"runs/{runId}/cancel", new { })).ExpectProblem(409);
        Assert.Empty(stage.Tools.RequestsOf("send_message"));
        Assert.Equal("RunCancelled", (await stage.Api.EventsAsync(runId))[^1].Text("type"));
    }

    /// <summary>Some engines hold an orchestration that has ended for the timers that it set.</summary>
    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Cancel_OfARunPausedForADay_DoesNotWaitForTheExpiry(StoreKind store)
    {
        var send = new ToolSketch("send_message", "text", Gated: true, Extra: "approve: { expires: 24h }");
        var team = Newsroom.Team with { Members = [("telegram-agent", "send_message")], Tools = [send] };
        await using var stage = await Stage.ShareAsync(output, store, team);
        Newsroom.Script(stage);
        stage.Chat.Answers = Newsroom.ChatOfTelegramAlone;
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await stage.Api.UntilPausedAsync(runId);

        (await stage.Api.PostAsync($"runs/{runId}/cancel", new { reason = "changed my mind" })).Expect(202);

        await stage.Api.UntilAsync(runId, "cancelled", now => now.Pending().Count == 0);
    }

    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Cancel_OfARunningRun_EndsItWithoutItsModelsAnswer(StoreKind store)
    {
        await using var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);
        var held = stage.Chat.Gates.Hold("the researcher", request => request.Agent == "researcher");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();

        (await stage.Api.PostAsync($"runs/{runId}/cancel", null)).Expect(202);
        await stage.Api.UntilAsync(runId, "cancelled");
        Assert.True(held.IsHeld, "The run was cancelled only when its model's call had ended.");
        held.Release();

        Assert.Equal("cancelled", (await stage.Api.RunAsync(runId)).Text("status"));
        Assert.Single(stage.Chat.RequestsOf("leader"));
        Assert.Empty(stage.Tools.Requests);
    }

    [Fact]
    public async Task Cancel_AndThenACrash_StaysCancelled()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var held = stage.Chat.Gates.Hold("the researcher", request => request.Agent == "researcher");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();

        (await stage.Api.PostAsync($"runs/{runId}/cancel", null)).Expect(202);
        await stage.KillAsync();
        await stage.StartHostAsync();
        stage.Traffic.Thaw();

        await stage.Api.UntilAsync(runId, "cancelled");
        Assert.Single(stage.Chat.RequestsOf("leader"));
    }

    [Fact]
    public async Task Cancel_OfACompletedRun_Is409()
    {
        await using var stage = await Stage.ShareAsync(output, Newsroom.Team);
        stage.Chat.Answers = _ => ChatAnswer.Say("At once");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await stage.Api.UntilAsync(runId, "completed");

        (await stage.Api.PostAsync($"runs/{runId}/cancel", new { reason = "late" })).ExpectProblem(409);
        Assert.Equal("completed", (await stage.Api.RunAsync(runId)).Text("status"));
    }
}
