namespace DurableTeams.Conformance.Tests.Lifecycle;

public sealed class TerminateTests : ConformanceTest
{
    private sealed record Reason(string By, int Code);

    private void AddWaiter() => Tasks.AddOrchestratorFunc("Waiter", async context =>
    {
        context.SetCustomStatus("waiting");
        return await context.WaitForExternalEvent<string>("event");
    });

    private async Task<string> WaitingAsync()
    {
        var id = await ScheduleAsync("Waiter");
        await UntilAtAsync(id, "waiting");
        return id;
    }

    [Fact]
    public async Task Terminate_RunningInstance_EndsIt()
    {
        AddWaiter();
        await StartAsync();

        var id = await WaitingAsync();
        await Client.TerminateInstanceAsync(id, Deadline);
        var end = await EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.True(end.IsCompleted);
        Assert.Null(end.SerializedOutput);
    }

    [Fact]
    public async Task Terminate_WithOutput_OutputIsReadable()
    {
        AddWaiter();
        await StartAsync();

        var id = await WaitingAsync();
        await Client.TerminateInstanceAsync(id, new TerminateInstanceOptions(new Reason("Ada", 7)), Deadline);

        Assert.Equal(new Reason("Ada", 7), (await EndOfAsync(id)).ReadOutputAs<Reason>());
    }

    [Fact]
    public async Task Terminate_SuspendedInstance_EndsIt()
    {
        AddWaiter();
        await StartAsync();

        var id = await WaitingAsync();
        await Client.SuspendInstanceAsync(id, cancellation: Deadline);
        await UntilStatusAsync(id, OrchestrationRuntimeStatus.Suspended);
        await Client.TerminateInstanceAsync(id, Deadline);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_ActivityIsRunning_ItsResultIsDiscarded()
    {
        var gate = new Signal();
        var running = new Signal();
        AddBarrier();
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync<string>("Pass"))
            .AddActivityFunc("Pass", async _ =>
            {
                running.Set();
                await gate.WaitAsync();
                return "too late";
            });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await running.WaitAsync(Deadline);
        await Client.TerminateInstanceAsync(id, "stopped", Deadline);
        await EndOfAsync(id);
        gate.Set();
        await BarrierAsync();

        var end = await GetAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "stopped"), (end.RuntimeStatus, end.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task Terminate_FinishedInstance_ChangesNothing()
    {
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();
        var id = await ScheduleAsync("Main");
        await EndOfAsync(id);

        await Client.TerminateInstanceAsync(id, "too late", Deadline);

        Assert.Equal("done", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task Terminate_UnknownInstance_ChangesNothing()
    {
        await StartAsync();

        await Client.TerminateInstanceAsync("nobody-1", Deadline);

        Assert.Null(await Client.GetInstanceAsync("nobody-1", Deadline));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminate_ParentOfLiveChildren_TakesThemAlongIfRecursive(bool recursive)
    {
        AddBarrier();
        Tasks
            .AddOrchestratorFunc("Main", context => Task.WhenAll(
                context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions { InstanceId = "child-1" }),
                context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions { InstanceId = "child-2" })))
            .AddOrchestratorFunc("Child", context => context.CallSubOrchestratorAsync(
                "Grandchild", new SubOrchestrationOptions { InstanceId = $"{context.InstanceId}-grandchild" }))
            .AddOrchestratorFunc("Grandchild", context => context.WaitForExternalEvent<string>("event"));
        await StartAsync();

        string[] descendants = ["child-1", "child-2", "child-1-grandchild", "child-2-grandchild"];
        var id = await ScheduleAsync("Main");
        foreach (var descendant in descendants) await UntilStatusAsync(descendant, OrchestrationRuntimeStatus.Running);
        await Client.TerminateInstanceAsync(id, new TerminateInstanceOptions(Recursive: recursive), Deadline);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await EndOfAsync(id)).RuntimeStatus);
        if (recursive)
        {
            foreach (var descendant in descendants)
                Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await EndOfAsync(descendant)).RuntimeStatus);
        }
        else
        {
            await BarrierAsync();
            foreach (var descendant in descendants)
                Assert.Equal(OrchestrationRuntimeStatus.Running, (await GetAsync(descendant)).RuntimeStatus);
            await RaiseAsync("child-1-grandchild", "event", "alive");
            Assert.Equal(OrchestrationRuntimeStatus.Completed, (await EndOfAsync("child-1")).RuntimeStatus);
        }
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Terminate_ThenARestart_StaysTerminated()
    {
        AddWaiter();
        AddBarrier();
        await StartAsync();

        var id = await WaitingAsync();
        await Client.TerminateInstanceAsync(id, "stopped", Deadline);
        await EndOfAsync(id);
        await CrashAndRestartAsync();
        await BarrierAsync();

        var end = await GetAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "stopped"), (end.RuntimeStatus, end.ReadOutputAs<string>()));
    }
}
