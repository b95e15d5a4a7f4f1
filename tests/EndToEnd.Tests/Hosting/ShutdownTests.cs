using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Harness.Events;
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

    // As `dotnet run` and service managers do: the whole process group hears it, and who started the host passes it on.
    [Fact]
    public async Task Terminate_SeveralTimesAtOnceWithAToolCallInFlight_RecordsItsResultOnce()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var held = stage.Tools.Gates.Hold("the search", request => request.Tool == "search");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();

        var stream = new EventStream(runId);
        await stream.ConnectAsync(stage.Api);
        stage.Host.Terminate();
        stage.Host.Interrupt();
        stage.Host.Terminate();
        await stream.ClosedAsync();
        held.Release();
        Assert.Equal(0, await stage.Host.ExitAsync());

        await stage.CloseHostAsync();
        await stage.StartHostAsync();
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        await stage.Api.UntilAsync(runId, "completed");
        Assert.Single(stage.Tools.RequestsOf("search"));
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
