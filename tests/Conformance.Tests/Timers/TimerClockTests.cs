namespace DurableTeams.Conformance.Tests.Timers;

/// <summary>Timers on a clock that the test moves.</summary>
public sealed class TimerClockTests : ConformanceTest
{
    /// <summary>Sets a timer of so many milliseconds, says so, and returns the time at which it fired.</summary>
    private void AddSleeper()
    {
        AddBarrier();
        Tasks.AddOrchestratorFunc<double, DateTime>("Sleeper", async (context, milliseconds) =>
        {
            var timer = context.CreateTimer(TimeSpan.FromMilliseconds(milliseconds), CancellationToken.None);
            context.SetCustomStatus("asleep");
            await timer;
            return context.CurrentUtcDateTime;
        });
    }

    private async Task<string> SleepAsync(TimeSpan time)
    {
        var id = await ScheduleAsync("Sleeper", time.TotalMilliseconds);
        await UntilAtAsync(id, "asleep");
        return id;
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task CreateTimer_ClockReachesIt_FiresToTheMillisecond()
    {
        var clock = Clock;
        AddSleeper();
        await StartAsync();
        var start = clock.GetUtcNow().UtcDateTime;

        var id = await SleepAsync(TimeSpan.FromMilliseconds(12_345));
        clock.Advance(TimeSpan.FromMilliseconds(12_344));
        await BarrierAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await GetAsync(id)).RuntimeStatus);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(start.AddMilliseconds(12_345), await ResultOfAsync<DateTime>(id));
    }

    public static TheoryData<int> Days => [1, 30, 365, 3650];

    [ConformanceTheory(Capabilities.Clock)]
    [MemberData(nameof(Days))]
    public async Task CreateTimer_OfDaysToYears_FiresWhenItIsDue(int days)
    {
        var clock = Clock;
        AddSleeper();
        await StartAsync();
        var start = clock.GetUtcNow().UtcDateTime;

        var id = await SleepAsync(TimeSpan.FromDays(days));
        clock.Advance(TimeSpan.FromDays(days) - TimeSpan.FromMilliseconds(1));
        await BarrierAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await GetAsync(id)).RuntimeStatus);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(start.AddDays(days), await ResultOfAsync<DateTime>(id));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task CreateTimer_SeveralDueAtOnce_FireInTheOrderOfTheirTimes()
    {
        var clock = Clock;
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var order = new List<int>();
            async Task Sleep(int seconds)
            {
                await context.CreateTimer(TimeSpan.FromSeconds(seconds), CancellationToken.None);
                order.Add(seconds);
            }

            var sleeps = new[] { 50, 10, 40, 20, 30, 10 }.Select(Sleep).ToArray();
            context.SetCustomStatus("asleep");
            await Task.WhenAll(sleeps);
            return string.Join(' ', order);
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "asleep");
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("10 10 20 30 40 50", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task CreateTimer_ShorterOneSetLater_FiresFirst()
    {
        var clock = Clock;
        AddSleeper();
        await StartAsync();

        var slow = await SleepAsync(TimeSpan.FromHours(2));
        var quick = await SleepAsync(TimeSpan.FromHours(1));
        clock.Advance(TimeSpan.FromHours(1));
        await ResultOfAsync<DateTime>(quick);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await GetAsync(slow)).RuntimeStatus);
        clock.Advance(TimeSpan.FromHours(1));

        await ResultOfAsync<DateTime>(slow);
    }

    [ConformanceFact(Capabilities.Clock | Capabilities.Crash)]
    public async Task CreateTimer_RestartBeforeItIsDue_FiresWhenItIsDue()
    {
        var clock = Clock;
        AddSleeper();
        await StartAsync();
        var start = clock.GetUtcNow().UtcDateTime;

        var id = await SleepAsync(TimeSpan.FromHours(2));
        clock.Advance(TimeSpan.FromHours(1));
        await CrashAndRestartAsync();
        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        await BarrierAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await GetAsync(id)).RuntimeStatus);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(start.AddHours(2), await ResultOfAsync<DateTime>(id));
    }

    [ConformanceFact(Capabilities.Clock | Capabilities.Crash)]
    public async Task CreateTimer_DueWhileTheBackendWasDown_FiresAtTheStart()
    {
        var clock = Clock;
        AddSleeper();
        await StartAsync();

        var id = await SleepAsync(TimeSpan.FromHours(2));
        await CrashAsync();
        clock.Advance(TimeSpan.FromDays(1));
        await StartAsync();

        await ResultOfAsync<DateTime>(id);
    }

    [ConformanceFact(Capabilities.Clock | Capabilities.Crash)]
    public async Task CreateTimer_CancelledBeforeARestart_NeverFires()
    {
        var clock = Clock;
        AddBarrier();
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            using var cancellationToken = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromHours(1), cancellationToken.Token);
            cancellationToken.Cancel();
            context.SetCustomStatus("cancelled");
            var raised = context.WaitForExternalEvent<string>("event");
            await Task.WhenAny(raised, context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None));
            return $"{timer.IsCanceled} {await raised}";
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "cancelled");
        await CrashAndRestartAsync();
        clock.Advance(TimeSpan.FromHours(2));
        await BarrierAsync();
        await RaiseAsync(id, "event", "raised");

        Assert.Equal("True raised", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Clock)]
    [Trait(Category, Improvement)]
    public async Task CreateTimer_ClockSetForward_FiresNoLaterThanTheRestIsOver()
    {
        var clock = Clock;
        AddSleeper();
        await StartAsync();

        var id = await SleepAsync(TimeSpan.FromHours(2));
        clock.AdjustTime(clock.GetUtcNow().AddHours(3));
        clock.Advance(TimeSpan.FromHours(2));

        await ResultOfAsync<DateTime>(id);
    }

    [ConformanceFact(Capabilities.Clock)]
    [Trait(Category, Improvement)]
    public async Task CreateTimer_ClockSetBack_FiresWhenTheClockSaysSo()
    {
        var clock = Clock;
        AddSleeper();
        await StartAsync();
        var due = clock.GetUtcNow().UtcDateTime.AddHours(2);

        var id = await SleepAsync(TimeSpan.FromHours(2));
        clock.AdjustTime(clock.GetUtcNow().AddHours(-3));
        clock.Advance(TimeSpan.FromHours(2));
        await BarrierAsync();
        clock.Advance(TimeSpan.FromHours(3));

        Assert.True(await ResultOfAsync<DateTime>(id) >= due);
    }
}
