namespace DurableTeams.Conformance.Tests.Management;

public sealed class WaitTests : ConformanceTest
{
    private void AddWaiter() => Tasks.AddOrchestratorFunc<string, string>(
        "Waiter", (context, _) => context.WaitForExternalEvent<string>("event"));

    [Fact]
    public async Task WaitForInstanceStart_Running_ReturnsAtOnce()
    {
        AddWaiter();
        await StartAsync();

        var id = await ScheduleAsync("Waiter", "input");
        await UntilStatusAsync(id, OrchestrationRuntimeStatus.Running);
        var seen = await Client.WaitForInstanceStartAsync(id, getInputsAndOutputs: true, Deadline);

        Assert.Equal(OrchestrationRuntimeStatus.Running, seen.RuntimeStatus);
        Assert.Equal("input", seen.ReadInputAs<string>());
    }

    [Fact]
    public async Task WaitForInstanceStart_AlreadyFinished_ReturnsAtOnce()
    {
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await EndOfAsync(id);

        Assert.True((await Client.WaitForInstanceStartAsync(id, Deadline)).IsCompleted);
    }

    [Fact]
    public async Task WaitForInstanceCompletion_AlreadyFinished_ReturnsAtOnce()
    {
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await EndOfAsync(id);

        Assert.Equal("done", await ResultOfAsync<string>(id));
        Assert.Null((await Client.WaitForInstanceCompletionAsync(id, Deadline)).SerializedOutput);
    }

    [Fact]
    public async Task WaitForInstanceCompletion_ManyWaiters_AllAreTold()
    {
        AddWaiter();
        await StartAsync();

        var id = await ScheduleAsync("Waiter");
        var waits = Enumerable.Range(0, 50).Select(_ => EndOfAsync(id)).ToArray();
        await UntilStatusAsync(id, OrchestrationRuntimeStatus.Running);
        Assert.All(waits, wait => Assert.False(wait.IsCompleted));
        await RaiseAsync(id, "event", "done");

        Assert.All(await Task.WhenAll(waits), end => Assert.Equal("done", end.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task WaitForInstanceCompletion_Cancelled_Throws()
    {
        AddWaiter();
        await StartAsync();

        var id = await ScheduleAsync("Waiter");
        using var cancellationToken = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var wait = Client.WaitForInstanceCompletionAsync(id, cancellationToken.Token);
        await cancellationToken.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        await RaiseAsync(id, "event", "done");
        Assert.Equal("done", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task WaitForInstanceStart_Cancelled_Throws()
    {
        AddWaiter();
        await StartAsync();

        var id = await ScheduleAsync("Waiter", options: new StartOrchestrationOptions(StartAt: DateTimeOffset.UtcNow.AddDays(1)));
        using var cancellationToken = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var wait = Client.WaitForInstanceStartAsync(id, cancellationToken.Token);
        await cancellationToken.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    [Trait(Category, Improvement)]
    public async Task Wait_UnknownInstance_IsAnErrorInsteadOfForever()
    {
        await StartAsync();

        var start = await ThrowsUnknownAsync(() => Client.WaitForInstanceStartAsync("nobody-1", Deadline));
        var completion = await ThrowsUnknownAsync(() => Client.WaitForInstanceCompletionAsync("nobody-1", Deadline));

        Assert.All([start, completion], error => Assert.Contains("nobody-1", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WaitForInstanceCompletion_InstanceContinuesAsNew_WaitsForTheLastGeneration()
    {
        Tasks.AddOrchestratorFunc<int, int>("Main", async (context, generation) =>
        {
            await context.WaitForExternalEvent<object?>("next");
            if (generation < 3) context.ContinueAsNew(generation + 1);
            return generation;
        });
        await StartAsync();

        var id = await ScheduleAsync("Main", 1);
        var end = EndOfAsync(id);
        for (var i = 0; i < 3; i++) await RaiseAsync(id, "next");

        Assert.Equal(3, (await end).ReadOutputAs<int>());
    }
}
