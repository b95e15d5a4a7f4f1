using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills;

public sealed class KillTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(KillPoint.LeaderFirstCallInFlight)]
    [InlineData(KillPoint.MemberCallInFlight)]
    [InlineData(KillPoint.FreeToolInFlight)]
    [InlineData(KillPoint.MemberLastCallInFlight)]
    [InlineData(KillPoint.LeaderSecondCallInFlight)]
    [InlineData(KillPoint.GatedMemberCallInFlight)]
    public async Task Run_KilledBeforeThePause_GoesOnByItself(KillPoint point)
    {
        await using var stage = await KillDrill.StageAsync(output);
        Newsroom.Script(stage);
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

    [Fact]
    public async Task Run_KilledWhilePaused_WaitsForTheDecision()
    {
        await using var stage = await KillDrill.StageAsync(output);
        Newsroom.Script(stage);
        var drill = new KillDrill(stage);
        await drill.StartAsync();
        var before = await stage.Api.UntilPausedAsync(drill.RunId);

        await drill.CrashAsync();
        var after = await stage.Api.UntilPausedAsync(drill.RunId);
        Assert.Equal(before.Text("requirementId"), after.Text("requirementId"));
        Assert.Empty(stage.Tools.RequestsOf("send_message"));
        await drill.ApproveAsync();
        await drill.FinishAsync();

        Assert.Single(stage.Tools.RequestsOf("send_message"));
    }

    [Theory]
    [InlineData(KillPoint.DecisionAccepted)]
    [InlineData(KillPoint.ToolInFlight)]
    [InlineData(KillPoint.ToolAnswered)]
    [InlineData(KillPoint.GatedMemberLastCallInFlight)]
    [InlineData(KillPoint.LeaderLastCallInFlight)]
    public async Task Run_KilledAfterTheDecision_CompletesWithNobodysHelp(KillPoint point)
    {
        await using var stage = await KillDrill.StageAsync(output);
        Newsroom.Script(stage);
        var reached = KillPoints.Arm(stage, point);
        var drill = new KillDrill(stage);
        await drill.StartAsync();
        await drill.ApproveAsync();

        await reached();
        await drill.CrashAsync();
        await drill.FinishAsync();

        var calls = stage.Tools.RequestsOf("send_message").Count;
        if (point == KillPoint.ToolInFlight) Assert.Equal(2, calls);
        else if (point is KillPoint.ToolAnswered or KillPoint.DecisionAccepted) Assert.InRange(calls, 1, 2);
        else Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Run_KilledRightAfterItsStartWasAccepted_IsNotLost()
    {
        await using var stage = await KillDrill.StageAsync(output);
        Newsroom.Script(stage);
        var drill = new KillDrill(stage);
        await drill.StartAsync();

        await drill.CrashAsync();
        await drill.ApproveAsync();
        await drill.FinishAsync();
    }
}
