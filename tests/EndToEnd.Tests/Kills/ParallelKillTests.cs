using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills;

public sealed class ParallelKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Run_KilledWithOneMemberPausedAndOneAsking_LosesNeither()
    {
        await using var stage = await KillDrill.StageAsync(output);
        Newsroom.Script(stage);
        stage.Chat.Answers = Newsroom.ChatInParallel;
        var asking = stage.Chat.Gates.Hold("the researcher's last turn", request => request is { Agent: "researcher", Turn: 2 });
        var drill = new KillDrill(stage);
        await drill.StartAsync();
        await asking.ReachedAsync();
        await Wait.UntilAsync("the requirement", async () => (await stage.Api.PendingAsync(drill.RunId)).Count == 1);

        await drill.CrashAsync();
        await drill.ApproveAsync();
        await drill.FinishAsync();

        Assert.Single(stage.Tools.RequestsOf("send_message"));
        Assert.Single(stage.Tools.RequestsOf("search"));
    }

    [Fact]
    public async Task Run_KilledTwiceWithTheToolInFlight_CallsItWithOneKey()
    {
        await using var stage = await KillDrill.StageAsync(output);
        Newsroom.Script(stage);
        var first = KillPoints.Arm(stage, KillPoint.ToolInFlight);
        var drill = new KillDrill(stage);
        await drill.StartAsync();
        await drill.ApproveAsync();
        await first();

        await drill.CrashAsync();
        var answered = stage.Tools.RequestsOf("send_message").Count;
        await Wait.UntilAsync(
            "the tool is called again", () => stage.Tools.RequestsOf("send_message").Count >= Math.Max(answered, 2));
        await drill.CrashAsync();
        await drill.FinishAsync();
    }

    [Fact]
    public async Task Run_KilledAgainRightAfterTheRestart_GoesOn()
    {
        await using var stage = await KillDrill.StageAsync(output);
        Newsroom.Script(stage);
        var reached = KillPoints.Arm(stage, KillPoint.LeaderSecondCallInFlight);
        var drill = new KillDrill(stage);
        await drill.StartAsync();
        await reached();

        await drill.CrashAsync();
        await drill.CrashAsync();
        await drill.ApproveAsync();
        await drill.CrashAsync();
        await drill.FinishAsync();
    }
}
