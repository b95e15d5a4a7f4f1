using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Kills;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Functions;

/// <summary>The host dies, with its worker or without, and another takes up its work when the queue shows it again.</summary>
public sealed class HostKillTests(ITestOutputHelper output)
{
    [FunctionsFact]
    public async Task Run_HostKilledWithAModelCallInFlight_CompletesUnderTheShippedLimitsAndTheWorkerEnds()
    {
        await using var stage = await OpenAsync();
        var reached = KillPoints.Arm(stage, KillPoint.MemberLastCallInFlight);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await reached();

        var worker = stage.Functions.WorkerId;
        await stage.Functions.KillHostAsync();
        stage.Chat.Gates.ReleaseAll();
        await FunctionsServer.GoneAsync(worker);
        await stage.StartAnotherAsync();
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Single(stage.Tools.RequestsOf("search"));
        Assert.Single(stage.Tools.RequestsOf("send_message"));
        EventAudit.Gapless(await stage.Api.EventsAsync(runId));
    }

    [FunctionsFact]
    public async Task Run_AllOfItStoppedWhilePausedTheStorageToo_IsStillPausedAndCompletes()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var asked = await stage.Api.UntilPausedAsync(runId);

        await stage.KillAsync();
        await stage.Tables.RestartAsync();
        stage.Traffic.Thaw();
        await stage.StartHostAsync();
        Assert.Equal(asked.Text("requirementId"), (await stage.Api.UntilPausedAsync(runId)).Text("requirementId"));
        (await stage.Api.ApproveAsync(asked)).Expect(200);
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Single(stage.Tools.RequestsOf("send_message"));
    }

    [FunctionsFact]
    public async Task Runs_TwoHostsOnOneTaskHubAndOneIsKilled_AllGoOnAtTheOther()
    {
        await using var stage = await OpenAsync();
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => stage.Api.StartRunAsync("newsroom", "Go")));
        foreach (var run in runs) await stage.Api.UntilPausedAsync(run);
        var first = stage.Functions;
        await stage.StartAnotherAsync();

        await first.KillAsync();
        foreach (var run in runs) (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(run))).Expect(200);
        foreach (var run in runs)
            Assert.Equal(Newsroom.Answer, (await stage.Api.UntilAsync(run, "completed")).Text("output", "text"));

        Assert.Equal(runs.Length, stage.Tools.RequestsOf("send_message").Count);
        await first.DisposeAsync();
    }

    private async Task<Stage> OpenAsync()
    {
        var stage = await Stage.OpenAsync(output, StoreKind.Functions, Newsroom.Team with { Settings = [] });
        Newsroom.Script(stage);
        return stage;
    }
}
