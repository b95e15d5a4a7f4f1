using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Tests.Engine;

public sealed class TimerAndRetryTests
{
    [Fact]
    public async Task CreateTimer_Fires_NotBeforeItIsDue()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<double>("Sleep", async context =>
        {
            var due = context.CurrentUtcDateTime.AddMilliseconds(20);
            await context.CreateTimer(due, CancellationToken.None);
            return (context.CurrentUtcDateTime - due).TotalMilliseconds;
        }));
        Assert.True((await fixture.RunAsync("Sleep")).ReadOutputAs<double>() >= 0);
    }

    [Fact]
    public async Task CreateTimer_DueWhileTheProcessWasDown_FiresAtStart()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>("Sleep", async context =>
        {
            await context.CreateTimer(TimeSpan.FromMilliseconds(150), CancellationToken.None);
            return "woke";
        }));
        await fixture.StartAsync("Sleep", "i");
        await fixture.CrashAndRestartAsync();
        Assert.Equal("woke", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CreateTimer_Cancelled_ThrowsAndIsRemoved()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<bool>("Cancel", async context =>
        {
            using var cancellationToken = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(1), cancellationToken.Token);
            cancellationToken.Cancel();
            await Task.WhenAny(timer);
            return timer.IsCanceled;
        }));
        Assert.True((await fixture.RunAsync("Cancel")).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task WhenAny_TimerAgainstActivity_TimerWins()
    {
        using var release = new ManualResetEventSlim();
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<string>("Slow", _ =>
            {
                release.Wait();
                return "slow";
            })
            .AddOrchestratorFunc<string>("Race", async context =>
            {
                using var cancellationToken = new CancellationTokenSource();
                var slow = context.CallActivityAsync<string>("Slow");
                var timer = context.CreateTimer(TimeSpan.FromMilliseconds(5), cancellationToken.Token);
                return await Task.WhenAny(slow, timer) == timer ? "timer" : await slow;
            }));
        Assert.Equal("timer", (await fixture.RunAsync("Race")).ReadOutputAs<string>());
        release.Set();
    }

    [Fact]
    public async Task Retry_PolicyAllowsThree_SucceedsAtTheThird()
    {
        var attempts = 0;
        await using var fixture = new EngineFixture(r => Flaky(r, () => ++attempts < 3));
        Assert.Equal("ok", (await fixture.RunAsync("Try", 3)).ReadOutputAs<string>());
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task Retry_PolicyUsedUp_FailsWithTheLastFailure()
    {
        var attempts = 0;
        await using var fixture = new EngineFixture(r => Flaky(r, () => ++attempts > 0));
        var end = await fixture.RunAsync("Try", 2);
        Assert.Equal("attempt 2", end.FailureDetails!.InnerFailure!.ErrorMessage);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Retry_HandleFailureSaysNo_IsNotRepeated()
    {
        var attempts = 0;
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<string>("Flaky", string (_) => throw new InvalidOperationException($"attempt {++attempts}"))
            .AddOrchestratorFunc<string>("Try", context => context.CallActivityAsync<string>(
                "Flaky",
                TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(1))
                {
                    HandleFailure = details => !details.IsCausedBy<InvalidOperationException>(),
                }))));
        await fixture.RunAsync("Try");
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task Retry_Handler_DecidesOnTheContext()
    {
        var attempts = 0;
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<string>("Flaky", string (_) => ++attempts < 3 ? throw new InvalidOperationException("no") : "ok")
            .AddOrchestratorFunc<string>("Try", context => context.CallActivityAsync<string>(
                "Flaky",
                TaskOptions.FromRetryHandler(async retry =>
                {
                    await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                    return retry.LastAttemptNumber < 5 && retry.LastFailure.ErrorMessage == "no";
                }))));
        Assert.Equal("ok", (await fixture.RunAsync("Try")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Retry_CrashBetweenAttempts_GoesOnCounting()
    {
        var attempts = 0;
        await using var fixture = new EngineFixture(r => Flaky(r, () => ++attempts < 3, TimeSpan.FromMilliseconds(300)));
        await fixture.StartAsync("Try", "i", 3);
        await Wait.UntilAsync(() => Volatile.Read(ref attempts) == 1
            && fixture.Database.Read(s => s.Statement("SELECT count(*) FROM timers").QueryInt64()) == 1);
        await fixture.CrashAndRestartAsync();
        Assert.Equal("ok", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task Retry_SubOrchestrationWithGivenId_RunsAgainUnderIt()
    {
        var attempts = 0;
        await using var fixture = new EngineFixture(r => r
            .AddActivityFunc<string>("Flaky", string (_) => ++attempts < 2 ? throw new InvalidOperationException("no") : "ok")
            .AddOrchestratorFunc<string>("Child", context => context.CallActivityAsync<string>("Flaky"))
            .AddOrchestratorFunc<string>("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Child",
                new TaskOptions(new TaskRetryOptions(new RetryPolicy(3, TimeSpan.FromMilliseconds(1)))).WithInstanceId(
                    "child"))));
        Assert.Equal("ok", (await fixture.RunAsync("Parent")).ReadOutputAs<string>());
        Assert.Equal("ok", (await fixture.Client.GetInstanceAsync("child", true))!.ReadOutputAs<string>());
    }

    [Fact]
    public async Task StartAt_Later_IsPendingThenRuns()
    {
        await using var fixture = new EngineFixture(OrchestrationTests.Chain);
        await fixture.Client.ScheduleNewOrchestrationInstanceAsync(
            new TaskName("Chain"), "a", new StartOrchestrationOptions("i", DateTimeOffset.UtcNow.AddMilliseconds(200)));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await fixture.Client.GetInstanceAsync("i"))!.RuntimeStatus);
        await fixture.CrashAndRestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.Client.WaitForInstanceStartAsync("i") is var s
            && s.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? OrchestrationRuntimeStatus.Running : s.RuntimeStatus));
        Assert.Equal("a123", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task StartAt_EventBeforeTheStart_IsKept()
    {
        await using var fixture = new EngineFixture(r => r.AddOrchestratorFunc<string>(
            "Wait", context => context.WaitForExternalEvent<string>("data")));
        await fixture.Client.ScheduleNewOrchestrationInstanceAsync(
            new TaskName("Wait"), null, new StartOrchestrationOptions("i", DateTimeOffset.UtcNow.AddMilliseconds(100)));
        await fixture.Client.RaiseEventAsync("i", "data", "early");
        await fixture.CrashAndRestartAsync();
        Assert.Equal("early", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    private static void Flaky(DurableTaskRegistry registry, Func<bool> fails, TimeSpan? interval = null)
    {
        var attempt = 0;
        registry
            .AddActivityFunc<string>("Flaky", string (_) =>
            {
                attempt++;
                return fails() ? throw new InvalidOperationException($"attempt {attempt}") : "ok";
            })
            .AddOrchestratorFunc<int, string>("Try", (context, times) => context.CallActivityAsync<string>(
                "Flaky", TaskOptions.FromRetryPolicy(new RetryPolicy(times, interval ?? TimeSpan.FromMilliseconds(1), 2))));
    }
}
