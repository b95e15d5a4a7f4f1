namespace DurableTeams.Conformance.Tests.Events;

public sealed class EventWaiterTests : ConformanceTest
{
    [Fact]
    public async Task WaitForExternalEvent_SeveralWaiters_NewestIsServedFirst()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var oldest = context.WaitForExternalEvent<string>("event");
            var middle = context.WaitForExternalEvent<string>("EVENT");
            var newest = context.WaitForExternalEvent<string>("event");
            await Task.WhenAll(oldest, middle, newest);
            return string.Join(' ', await oldest, await middle, await newest);
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await Client.WaitForInstanceStartAsync(id, Deadline);
        foreach (var number in new[] { "1", "2", "3" }) await RaiseAsync(id, "event", number);

        Assert.Equal("3 2 1", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task WaitForExternalEvent_KeptEvents_AreTakenOldestFirst()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            await context.WaitForExternalEvent<object?>("go");
            var first = context.WaitForExternalEvent<string>("event");
            var second = context.WaitForExternalEvent<string>("event");
            return string.Join(' ', await first, await second);
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "event", "1");
        await RaiseAsync(id, "event", "2");
        await RaiseAsync(id, "go");

        Assert.Equal("1 2", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task WaitForExternalEvent_DifferentNames_CompleteIndependently()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var names = new[] { "a", "b", "c" };
            var waits = names.ToDictionary(name => name, name => context.WaitForExternalEvent<int>(name));
            await Task.WhenAll(waits.Values);
            return string.Concat(waits.Select(wait => $"{wait.Key}{wait.Value.Result}"));
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "c", 3);
        await RaiseAsync(id, "a", 1);
        await RaiseAsync(id, "b", 2);

        Assert.Equal("a1b2c3", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task WaitForExternalEvent_EventBeforeItsTimeout_ReturnsThePayloadAndLeavesNoTimer()
    {
        Tasks.AddOrchestratorFunc("Main", context => context.WaitForExternalEvent<string>("event", TimeSpan.FromDays(2)));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "event", "in time");

        Assert.Equal("in time", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task WaitForExternalEvent_NoEventWithinTheTimeout_IsCancelled()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            await Assert.ThrowsAsync<TaskCanceledException>(
                () => context.WaitForExternalEvent<string>("event", TimeSpan.FromMilliseconds(1)));
            return "timed out";
        });
        await StartAsync();

        Assert.Equal("timed out", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task WaitForExternalEvent_Cancelled_ThrowsOperationCanceled()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            using var cancellationToken = new CancellationTokenSource();
            var wait = context.WaitForExternalEvent<string>("event", cancellationToken.Token);
            cancellationToken.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
            return "cancelled";
        });
        await StartAsync();

        Assert.Equal("cancelled", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task WaitForExternalEvent_CancelledBeforeItsTimeout_IsCancelled()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            using var cancellationToken = new CancellationTokenSource();
            var wait = context.WaitForExternalEvent<string>("event", TimeSpan.FromDays(1), cancellationToken.Token);
            await context.WaitForExternalEvent<object?>("cancel");
            cancellationToken.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
            return "cancelled";
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "cancel");

        Assert.Equal("cancelled", await ResultOfAsync<string>(id));
    }
}
