namespace DurableTeams.Conformance.Tests.Events;

/// <summary>A wait that ended without its event takes no event away from others.</summary>
[Trait(Category, Improvement)]
public sealed class DeadWaitTests : ConformanceTest
{
    [Fact]
    public async Task WaitForExternalEvent_AfterATimedOutWait_GetsTheEvent()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            await Assert.ThrowsAsync<TaskCanceledException>(
                () => context.WaitForExternalEvent<string>("event", TimeSpan.FromMilliseconds(1)));
            context.SetCustomStatus("timed out");
            await context.WaitForExternalEvent<object?>("go");
            return await context.WaitForExternalEvent<string>("event");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "timed out");
        await RaiseAsync(id, "event", "not swallowed");
        await RaiseAsync(id, "go");

        Assert.Equal("not swallowed", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task WaitForExternalEvent_AfterACancelledWait_GetsTheEvent()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            using (var cancellationToken = new CancellationTokenSource())
            {
                var dead = context.WaitForExternalEvent<string>("event", cancellationToken.Token);
                cancellationToken.Cancel();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dead);
            }

            await context.WaitForExternalEvent<object?>("go");
            return await context.WaitForExternalEvent<string>("event");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "event", "not swallowed");
        await RaiseAsync(id, "go");

        Assert.Equal("not swallowed", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task WaitForExternalEvent_NewerWaitCancelled_OlderOneGetsTheEvent()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            using var cancellationToken = new CancellationTokenSource();
            var older = context.WaitForExternalEvent<string>("event");
            var newer = context.WaitForExternalEvent<string>("event", cancellationToken.Token);
            cancellationToken.Cancel();
            context.SetCustomStatus("cancelled");
            var payload = await older;
            return newer.IsCanceled ? payload : "newer is not cancelled";
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "cancelled");
        await RaiseAsync(id, "event", "for the older");

        Assert.Equal("for the older", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task WaitForExternalEvent_TokenAlreadyCancelled_LeavesAKeptEvent()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            await context.WaitForExternalEvent<object?>("go");
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => context.WaitForExternalEvent<string>("event", new CancellationToken(canceled: true)));
            return await context.WaitForExternalEvent<string>("event");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "event", "kept");
        await RaiseAsync(id, "go");

        Assert.Equal("kept", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task WaitForExternalEvent_TokenCancelledAfterTheEvent_KeepsTheResult()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            using var cancellationToken = new CancellationTokenSource();
            var wait = context.WaitForExternalEvent<string>("event", cancellationToken.Token);
            await context.WaitForExternalEvent<object?>("go");
            cancellationToken.Cancel();
            return await wait;
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "event", "received");
        await RaiseAsync(id, "go");

        Assert.Equal("received", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task WaitForExternalEvent_TimedOutBeforeARestart_SwallowsNothingAfterIt()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            for (var i = 0; i < 3; i++)
            {
                await Assert.ThrowsAsync<TaskCanceledException>(
                    () => context.WaitForExternalEvent<string>("event", TimeSpan.FromMilliseconds(1)));
            }

            context.SetCustomStatus("timed out");
            return await context.WaitForExternalEvent<string>("event");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "timed out");
        await CrashAndRestartAsync();
        await RaiseAsync(id, "event", "not swallowed");

        Assert.Equal("not swallowed", await ResultOfAsync<string>(id));
    }
}
