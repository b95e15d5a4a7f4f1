using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Kills;
using DurableTeams.EndToEnd.Tests.Kills.Pauses;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Functions;

/// <summary>The worker dies below its host, which starts another.</summary>
public sealed class WorkerKillTests(ITestOutputHelper output)
{
    [FunctionsFact]
    public async Task Run_WorkerKilledWithTheToolInFlight_CompletesWithNobodysHelpAndOneKey()
    {
        // Shipped limits: a crash costs nothing of them.
        await using var stage = await Stage.OpenAsync(output, StoreKind.Functions, Newsroom.Team with { Settings = [] });
        Newsroom.Script(stage);
        var reached = KillPoints.Arm(stage, KillPoint.ToolInFlight);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        await reached();

        await stage.Functions.KillWorkerAsync();
        stage.Tools.Gates.ReleaseAll();
        await stage.HealthyAsync();
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Equal(2, stage.Tools.RequestsOf("send_message").Count);
        Assert.Single(stage.Tools.RequestsOf("send_message").Select(call => call.Key).Distinct());
        Assert.Single(stage.Tools.RequestsOf("search"));
        EventAudit.Gapless(await stage.Api.EventsAsync(runId));
    }

    [FunctionsFact]
    public async Task Tool_NotRepeatable_WorkerKilledWhileItIsCalled_APersonIsAsked()
    {
        await using var drill = await PauseDrill.StartAsync(output, "quorum: 1", repeatable: false, StoreKind.Functions);
        var reached = drill.HoldTool();
        await drill.ApproveAsync(await drill.PausedAsync(), "ann");
        await reached();

        await drill.Stage.Functions.KillWorkerAsync();
        drill.Stage.Tools.Gates.ReleaseAll();
        await drill.Stage.HealthyAsync();
        var unknown = await drill.PausedAsync();
        Assert.Equal("unknownOutcome", unknown.Text("kind"));
        (await drill.Api.PostAsync($"approvals/{unknown.Text("requirementId")}/resolve", new
        {
            decision = "skip",
            result = "receipt-7 for it"
        })).Expect(200);
        var run = await drill.FinishAsync();

        Assert.Equal((PauseDrill.Answer, 1), (run.Text("output", "text"), drill.ToolCalls));
    }
}
