using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Hosting;

public sealed class ShutdownTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Terminate_WithAModelCallInFlight_RecordsItsAnswerAndGoesOnAfterTheRestart()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var held = stage.Chat.Gates.Hold("the leader's first turn", request => request is { Agent: "leader", Turn: 1 });
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();

        var stream = new EventStream(runId);
        await stream.ConnectAsync(stage.Api);
        stage.Host.Terminate();
        await stream.ClosedAsync(); // the host has heard the signal
        held.Release();
        Assert.Equal(0, await stage.Host.ExitAsync());

        await stage.CloseHostAsync();
        await stage.StartHostAsync();
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        var run = await stage.Api.UntilAsync(runId, "completed");
        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Equal([1, 2, 3], stage.Chat.RequestsOf("leader").Select(request => request.Turn));
    }

    [Fact]
    public async Task Terminate_WithARunPaused_ExitsAndKeepsIt()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var requirement = await stage.Api.UntilPausedAsync(runId);

        Assert.Equal(0, await stage.Host.TerminateAsync());
        await stage.CloseHostAsync();
        await stage.StartHostAsync();

        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        await stage.Api.UntilAsync(runId, "completed");
        Assert.Single(stage.Tools.RequestsOf("send_message"));
    }

    [Fact]
    public async Task Terminate_WithAnEventStreamOpen_EndsTheStreamAndExits()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var stream = new EventStream(runId);
        await stream.ConnectAsync(stage.Api);
        await stage.Api.UntilPausedAsync(runId);

        Assert.Equal(0, await stage.Host.TerminateAsync());
    }
}
