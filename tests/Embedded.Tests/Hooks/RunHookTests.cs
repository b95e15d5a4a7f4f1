using DurableTeams.Hooks;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Hooks;

public sealed class RunHookTests
{
    [Fact]
    public async Task Before_Blocks_RunFailsAndNobodyIsAsked()
    {
        await using var stage = new HookStage();
        stage.Hook.BeforeRun = run => run.Input == "Go" ? RunVerdict.Block("the budget is spent") : RunVerdict.Pass;
        await stage.ServeAsync();

        var run = await stage.Harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "hookBlocked"), (run.Status, run.Error!.Code));
        Assert.Equal("Team 'team' was stopped by the hook TestHook: the budget is spent.", run.Error.Message);
        Assert.Empty(stage.Harness.Chat.Asked);
        Assert.Equal(["TestHook run before blocked the budget is spent"], await stage.DidAsync(run.RunId));
    }

    [Fact]
    public async Task Run_PausesOverAKill_HooksAreAskedOnceAndToldOnce()
    {
        await using var stage = new HookStage(tool => tool.Confirmation());
        await stage.ServeAsync();

        var paused = await stage.Harness.RunAsync("Go");
        await stage.Harness.CrashAsync();
        await stage.Harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        await stage.Harness.EndAsync(paused.RunId);

        Assert.Equal(
            ["before run Go", "after run Completed c=paid 5"],
            stage.Hook.Asked.Where(asked => asked.Contains("run", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task After_Throws_IsToldAgainAndTheRunStaysAsItEnded()
    {
        await using var stage = new HookStage();
        var told = 0;
        stage.Hook.AfterRun = _ =>
        {
            if (++told < 2) throw new InvalidOperationException("not now");
        };
        await stage.ServeAsync();

        var run = await stage.Harness.RunAsync("Go");
        await stage.Harness.EndAsync(run.RunId);

        Assert.Equal((RunStatus.Completed, 2), ((await stage.Harness.ViewAsync(run.RunId)).Status, told));
    }

    [Fact]
    public async Task After_FailedRunIsRetried_EachEndIsTold()
    {
        await using var stage = new HookStage();
        stage.Hook.BeforeModel = _ => ModelCallVerdict.Block("closed");
        await stage.ServeAsync();
        var run = await stage.Harness.RunAsync("Go");
        await stage.Harness.EndAsync(run.RunId);

        stage.Hook.BeforeModel = _ => ModelCallVerdict.Pass;
        run = await stage.Harness.RetryAsync(run.RunId);
        await stage.Harness.EndAsync(run.RunId);

        Assert.Equal(
            ["before run Go", "after run Failed ", "before run Go", "after run Completed c=paid 5"],
            stage.Hook.Asked.Where(asked => asked.Contains("run", StringComparison.Ordinal)));
    }
}
