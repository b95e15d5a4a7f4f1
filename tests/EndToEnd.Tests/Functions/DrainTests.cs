using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Harness.Events;
using DurableTeams.EndToEnd.Tests.Kills;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Functions;

/// <summary>A stop that is asked for lets what is in hand finish.</summary>
public sealed class DrainTests(ITestOutputHelper output)
{
    [FunctionsTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Terminate_WithTheToolInFlight_RecordsItsResultAndNeverCallsItAgain(bool both)
    {
        await using var stage = await Stage.OpenAsync(output, StoreKind.Functions, Newsroom.Team);
        Newsroom.Script(stage);
        var held = stage.Tools.Gates.Hold("the tool", call => call.Tool == "send_message");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        await held.ReachedAsync();

        var stream = new EventStream(runId);
        await stream.ConnectAsync(stage.Api);
        if (both) stage.Functions.TerminateBoth();
        else stage.Functions.Terminate();
        if (both) await stream.ClosedAsync(); // the worker has heard the signal
        held.Release();
        Assert.Equal(0, await stage.Host.ExitAsync());

        await stage.CloseHostAsync();
        await stage.StartHostAsync();
        var run = await stage.Api.UntilAsync(runId, "completed");
        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Single(stage.Tools.RequestsOf("send_message"));
        EventAudit.Gapless(await stage.Api.EventsAsync(runId));
    }
}
