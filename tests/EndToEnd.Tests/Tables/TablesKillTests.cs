using DurableTeams.Azurite;
using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Kills;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Tables;

/// <summary>Runs in tables, whose host, or storage, or both die on the way.</summary>
public sealed class TablesKillTests(ITestOutputHelper output)
{
    [AzuriteTheory]
    [InlineData(KillPoint.MemberCallInFlight)]
    [InlineData(KillPoint.FreeToolInFlight)]
    public async Task Run_HostKilledBeforeThePause_GoesOnByItself(KillPoint point)
    {
        await using var stage = await OpenAsync();
        var reached = KillPoints.Arm(stage, point);
        var drill = new KillDrill(stage);
        await drill.StartAsync();

        await reached();
        await drill.CrashAsync();
        await drill.ApproveAsync();
        await drill.FinishAsync();

        Assert.Single(stage.Tools.RequestsOf("send_message"));
        Assert.Equal(point == KillPoint.FreeToolInFlight ? 2 : 1, stage.Tools.RequestsOf("search").Count);
    }

    [AzuriteTheory]
    [InlineData(KillPoint.ToolInFlight)]
    [InlineData(KillPoint.LeaderLastCallInFlight)]
    public async Task Run_HostKilledAfterTheDecision_CompletesWithNobodysHelp(KillPoint point)
    {
        await using var stage = await OpenAsync();
        var reached = KillPoints.Arm(stage, point);
        var drill = new KillDrill(stage);
        await drill.StartAsync();
        await drill.ApproveAsync();

        await reached();
        await drill.CrashAsync();
        await drill.FinishAsync();

        Assert.Equal(point == KillPoint.ToolInFlight ? 2 : 1, stage.Tools.RequestsOf("send_message").Count);
    }

    [AzuriteFact]
    public async Task Run_StorageKilledWhilePaused_IsResolvedOnce()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("newsroom", "Find the fact and send it");
        var requirement = await stage.Api.UntilPausedAsync(runId);

        await stage.Tables.KillAsync();
        (await stage.Api.ApproveAsync(requirement)).ExpectProblem(503);
        await stage.Tables.StartAgainAsync();
        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Single(stage.Tools.RequestsOf("send_message"));
        EventAudit.Gapless(await stage.Api.EventsAsync(runId));
    }

    [AzuriteFact]
    public async Task Run_HostAndStorageKilledInTheMiddleOfATool_CompletesWithNobodysHelp()
    {
        await using var stage = await OpenAsync();
        var reached = KillPoints.Arm(stage, KillPoint.ToolInFlight);
        var drill = new KillDrill(stage);
        await drill.StartAsync();
        await drill.ApproveAsync();

        await reached();
        await drill.CrashAsync(async () =>
        {
            await stage.Tables.KillAsync();
            await stage.Tables.StartAgainAsync();
        });
        await drill.FinishAsync();

        Assert.Equal(2, stage.Tools.RequestsOf("send_message").Count);
    }

    private async Task<Stage> OpenAsync()
    {
        var stage = await Stage.OpenAsync(output, StoreKind.Tables, Newsroom.Team);
        Newsroom.Script(stage);
        return stage;
    }
}
