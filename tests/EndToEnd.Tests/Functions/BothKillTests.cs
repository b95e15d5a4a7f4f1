using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Kills;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Functions;

/// <summary>Host and worker die together; the storage goes away below both.</summary>
public sealed class BothKillTests(ITestOutputHelper output)
{
    [FunctionsFact]
    public async Task Run_HostAndWorkerKilledWithTheToolInFlight_CompletesWithNobodysHelp()
    {
        await using var stage = await OpenAsync();
        var reached = KillPoints.Arm(stage, KillPoint.ToolInFlight);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        await reached();

        await stage.KillAsync();
        stage.Traffic.Thaw();
        await stage.StartHostAsync();
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Equal(2, stage.Tools.RequestsOf("send_message").Count);
        Assert.Single(stage.Tools.RequestsOf("send_message").Select(call => call.Key).Distinct());
    }

    [FunctionsFact]
    public async Task Decision_WhileTheStorageIsAway_IsRefusedAndTakenWhenItIsBack()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var asked = await stage.Api.UntilPausedAsync(runId);

        await stage.Tables.StopAsync();
        (await stage.Api.ApproveAsync(asked)).ExpectProblem(503);
        await stage.Tables.StartAgainAsync();
        (await stage.Api.ApproveAsync(asked)).Expect(200);
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Single(stage.Tools.RequestsOf("send_message"));
    }

    private async Task<Stage> OpenAsync()
    {
        var stage = await Stage.OpenAsync(output, StoreKind.Functions, Newsroom.Team with { Settings = [] });
        Newsroom.Script(stage);
        return stage;
    }
}
