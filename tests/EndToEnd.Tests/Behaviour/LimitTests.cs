using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

public sealed class LimitTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Member_PastMaxSteps_FailsTheRun()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team with { Settings = ["limits: { maxSteps: 2 }"] });
        stage.Chat.Answers = request => request.Agent == "leader"
            ? ChatAnswer.Call(ChatCall.Delegate("d1", "researcher", "Search for ever"))
            : ChatAnswer.Call(ChatCall.Tool($"c{request.Turn}", "search", new { q = "again" }));
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "failed");

        Assert.Equal("maxSteps", run.Text("error", "code"));
        Assert.Equal("researcher", run.Text("error", "memberId"));
        Assert.Equal("failed", run.Member("researcher").Text("status"));
        Assert.Equal("maxSteps", run.Member("researcher").Text("error", "code"));
        Assert.Equal(2, stage.Chat.RequestsOf("researcher").Count);
        Assert.Equal("RunFailed", (await stage.Api.EventsAsync(runId))[^1].Text("type"));
    }

    [Fact]
    public async Task Run_PastMaxTokens_Fails()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team with { Settings = ["limits: { maxTokens: 300 }"] });
        Newsroom.Script(stage);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var run = await stage.Api.UntilAsync(runId, "failed");

        Assert.Equal("maxTokens", run.Text("error", "code"));
        Assert.Empty(stage.Tools.RequestsOf("send_message"));
    }

    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Member_PastItsTimeout_FailsTheRun(StoreKind store)
    {
        await using var stage = await Stage.OpenAsync(
            output, store, Newsroom.Team with { Settings = ["limits: { memberTimeout: 1s }"] });
        Newsroom.Script(stage);
        var held = stage.Chat.Gates.Hold("the researcher", request => request.Agent == "researcher");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();
        var run = await stage.Api.UntilAsync(runId, "failed");

        Assert.Equal("memberTimeout", run.Text("error", "code"));
        Assert.Equal("researcher", run.Text("error", "memberId"));
        Assert.Equal("failed", run.Member("researcher").Text("status"));
        Assert.True(held.IsHeld, "The run failed only when its model's call had ended.");
        held.Release();
        Assert.Single(stage.Chat.RequestsOf("leader"));
    }

    [Fact]
    public async Task Member_PastItsTimeoutInATellLeaderTeam_IsToldToTheLeader()
    {
        var team = Newsroom.Team with { Settings = ["limits: { memberTimeout: 1s }", "onMemberFailure: tell-leader"] };
        await using var stage = await Stage.OpenAsync(output, team);
        stage.Chat.Answers = request => request switch
        {
            { Agent: "leader", Turn: 1 } => ChatAnswer.Call(ChatCall.Delegate("d1", "researcher", "Find")),
            _ => ChatAnswer.Say("Without it: " + request.LastResult),
        };
        var held = stage.Chat.Gates.Hold("the researcher", request => request.Agent == "researcher");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.StartsWith("Without it: ", run.Text("output", "text"), StringComparison.Ordinal);
        Assert.Equal("failed", run.Member("researcher").Text("status"));
        Assert.Equal("memberTimeout", run.Member("researcher").Text("error", "code"));
        held.Release();
        Assert.Equal(2, stage.Chat.RequestsOf("leader").Count);
    }

    [Fact]
    public async Task Run_PastItsTimeout_Fails()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team with { Settings = ["limits: { teamTimeout: 2s }"] });
        Newsroom.Script(stage);
        var held = stage.Chat.Gates.Hold("the leader", request => request.Agent == "leader");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();
        var run = await stage.Api.UntilAsync(runId, "failed");

        Assert.Equal("teamTimeout", run.Text("error", "code"));
    }

    /// <summary>
    /// The run is paused for longer than both of its timeouts; a second run of the same team, held and timed out, tells when that
    /// is.
    /// </summary>
    [Fact]
    public async Task Run_PausedForLongerThanItsTimeouts_StillGoesOn()
    {
        await using var stage = await Stage.OpenAsync(
            output, Newsroom.Team with { Settings = ["limits: { memberTimeout: 5s, teamTimeout: 6s }"] });
        Newsroom.Script(stage);
        stage.Chat.Answers = Newsroom.ChatOfTelegramAlone;
        var paused = await stage.Api.StartRunAsync("newsroom", "Go");
        var requirement = await stage.Api.UntilPausedAsync(paused);
        stage.Chat.Gates.Hold("the clock", request => request.Task == "clock");
        var clock = await stage.Api.StartRunAsync("newsroom", "clock");
        await stage.Api.UntilAsync(clock, "failed");

        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        var run = await stage.Api.UntilAsync(paused, "completed");
        Assert.Equal("Done: Sent receipt-7 for it", run.Text("output", "text"));
    }
}
