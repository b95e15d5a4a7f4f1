namespace DurableTeams.Conformance.Tests.Timers;

public sealed class TimerTests : ConformanceTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    public async Task CreateTimer_ShortDelay_FiresAndNotEarly(int milliseconds)
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var due = context.CurrentUtcDateTime.AddMilliseconds(milliseconds);
            await context.CreateTimer(TimeSpan.FromMilliseconds(milliseconds), CancellationToken.None);
            return context.CurrentUtcDateTime >= due;
        });
        await StartAsync();

        Assert.True(await RunAsync<bool>("Main"));
    }

    [Fact]
    public async Task CreateTimer_InThePast_FiresAtOnce()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddYears(-1), CancellationToken.None);
            await context.CreateTimer(TimeSpan.FromSeconds(-1), CancellationToken.None);
            return "fired";
        });
        await StartAsync();

        Assert.Equal("fired", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CreateTimer_Cancelled_ThrowsAndHoldsNothingUp()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            using var cancellationToken = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(1), cancellationToken.Token);
            cancellationToken.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => timer);
            return "cancelled";
        });
        await StartAsync();

        Assert.Equal("cancelled", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CreateTimer_CancelledLater_ThrowsThen()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            using var cancellationToken = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(1), cancellationToken.Token);
            await context.WaitForExternalEvent<object?>("cancel");
            Assert.False(timer.IsCompleted);
            cancellationToken.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => timer);
            await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            return "cancelled, and the next one fired";
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "cancel");

        Assert.Equal("cancelled, and the next one fired", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task CreateTimer_TokenAlreadyCancelled_Throws()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => context.CreateTimer(TimeSpan.FromDays(1), new CancellationToken(canceled: true)));
            return "cancelled";
        });
        await StartAsync();

        Assert.Equal("cancelled", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CreateTimer_NotAwaited_DoesNotHoldUpTheEnd()
    {
        Tasks.AddOrchestratorFunc("Main", context =>
        {
            _ = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            return "done";
        });
        await StartAsync();

        Assert.Equal("done", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CreateTimer_ManyAtOnce_AllFire()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var timers = Enumerable.Range(0, 200)
                .Select(number => context.CreateTimer(TimeSpan.FromMilliseconds(number % 10), CancellationToken.None))
                .ToArray();
            await Task.WhenAll(timers);
            return timers.Count(timer => timer.IsCompletedSuccessfully);
        });
        await StartAsync();

        Assert.Equal(200, await RunAsync<int>("Main"));
    }

    [Fact]
    public async Task CreateTimer_CancelledAfterItFired_StaysFired()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            using var cancellationToken = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromMilliseconds(1), cancellationToken.Token);
            await timer;
            cancellationToken.Cancel();
            return timer.IsCompletedSuccessfully;
        });
        await StartAsync();

        Assert.True(await RunAsync<bool>("Main"));
    }
}
