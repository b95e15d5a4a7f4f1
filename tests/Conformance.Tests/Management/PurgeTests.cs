namespace DurableTeams.Conformance.Tests.Management;

public sealed class PurgeTests : ConformanceTest
{
    private void AddMain() => Tasks.AddOrchestratorFunc<string?, string?>("Main", async (context, input) => input switch
    {
        "wait" => await context.WaitForExternalEvent<string>("event"),
        "fail" => throw new TimeoutException("as asked"),
        _ => input,
    });

    private async Task<string> FinishedAsync(string id, string? input = null)
    {
        await ScheduleAsync("Main", input, WithId(id));
        await EndOfAsync(id);
        return id;
    }

    private async Task<bool> ExistsAsync(string id) => await Client.GetInstanceAsync(id, Deadline) is not null;

    [Theory]
    [InlineData(null)]
    [InlineData("fail")]
    public async Task PurgeInstance_Finished_IsGone(string? input)
    {
        AddMain();
        await StartAsync();
        await FinishedAsync("other");
        await FinishedAsync("purged", input);

        var result = await Client.PurgeInstanceAsync("purged", Deadline);

        Assert.Equal(1, result.PurgedInstanceCount);
        Assert.NotEqual(false, result.IsComplete);
        Assert.False(await ExistsAsync("purged"));
        Assert.True(await ExistsAsync("other"));
    }

    [Fact]
    public async Task PurgeInstance_ThenTheSameId_IsANewInstance()
    {
        AddMain();
        await StartAsync();
        await FinishedAsync("purged", "first");
        await Client.PurgeInstanceAsync("purged", Deadline);

        await FinishedAsync("purged", "second");

        Assert.Equal("second", await ResultOfAsync<string>("purged"));
    }

    [Fact]
    public async Task PurgeInstance_Running_IsSpared()
    {
        AddMain();
        await StartAsync();
        await ScheduleAsync("Main", "wait", WithId("running"));
        await UntilStatusAsync("running", OrchestrationRuntimeStatus.Running);

        // The official documentation promises both a count of zero and this exception.
        try
        {
            Assert.Equal(0, (await Client.PurgeInstanceAsync("running", Deadline)).PurgedInstanceCount);
        }
        catch (InvalidOperationException)
        {
        }

        await RaiseAsync("running", "event", "alive");
        Assert.Equal("alive", await ResultOfAsync<string>("running"));
    }

    [Fact]
    public async Task PurgeInstance_Unknown_PurgesNothing()
    {
        await StartAsync();

        Assert.Equal(0, (await Client.PurgeInstanceAsync("nobody-1", Deadline)).PurgedInstanceCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PurgeInstance_WithDescendants_TakesThemIfRecursive(bool recursive)
    {
        Tasks
            .AddOrchestratorFunc("Parent", context => Task.WhenAll(
                context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions { InstanceId = "child-1" }),
                context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions { InstanceId = "child-2" })))
            .AddOrchestratorFunc("Child", context => context.CallSubOrchestratorAsync(
                "Grandchild", new SubOrchestrationOptions { InstanceId = $"{context.InstanceId}-grandchild" }))
            .AddOrchestratorFunc("Grandchild", _ => "done");
        await StartAsync();
        var id = await ScheduleAsync("Parent");
        await EndOfAsync(id);

        var result = await Client.PurgeInstanceAsync(id, new PurgeInstanceOptions(recursive), Deadline);

        Assert.Equal(recursive ? 5 : 1, result.PurgedInstanceCount);
        Assert.False(await ExistsAsync(id));
        foreach (var descendant in new[] { "child-1", "child-2", "child-1-grandchild", "child-2-grandchild" })
            Assert.Equal(!recursive, await ExistsAsync(descendant));
    }

    [Fact]
    public async Task PurgeAllInstances_ByStatus_TakesThose()
    {
        AddMain();
        await StartAsync();
        await FinishedAsync("completed-1");
        await FinishedAsync("completed-2");
        await FinishedAsync("failed", "fail");
        await ScheduleAsync("Main", "wait", WithId("running"));
        await UntilStatusAsync("running", OrchestrationRuntimeStatus.Running);

        var result = await Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Completed]), Deadline);

        Assert.Equal(2, result.PurgedInstanceCount);
        Assert.False(await ExistsAsync("completed-1"));
        Assert.True(await ExistsAsync("failed"));
        Assert.True(await ExistsAsync("running"));
    }

    [Fact]
    public async Task PurgeAllInstances_NoFilter_TakesAllThatEndedAndSparesTheRest()
    {
        AddMain();
        await StartAsync();
        await FinishedAsync("completed");
        await FinishedAsync("failed", "fail");
        await ScheduleAsync("Main", "wait", WithId("terminated"));
        await Client.TerminateInstanceAsync("terminated", Deadline);
        await EndOfAsync("terminated");
        await ScheduleAsync("Main", "wait", WithId("running"));
        await UntilStatusAsync("running", OrchestrationRuntimeStatus.Running);
        await ScheduleAsync("Main", "wait", WithId("suspended"));
        await Client.SuspendInstanceAsync("suspended", cancellation: Deadline);
        await ScheduleAsync("Main", null, new StartOrchestrationOptions("pending", DateTimeOffset.UtcNow.AddDays(1)));

        var result = await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), Deadline);

        Assert.Equal(3, result.PurgedInstanceCount);
        foreach (var id in new[] { "running", "suspended", "pending" }) Assert.True(await ExistsAsync(id));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task PurgeAllInstances_ByCreatedRange_TakesThose()
    {
        var clock = Clock;
        AddMain();
        await StartAsync();
        var start = clock.GetUtcNow();
        for (var hour = 0; hour < 5; hour++)
        {
            await FinishedAsync($"hour-{hour}");
            clock.Advance(TimeSpan.FromHours(1));
        }

        var result = await Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(start.AddHours(1), start.AddHours(3)), Deadline);

        Assert.Equal(3, result.PurgedInstanceCount);
        for (var hour = 0; hour < 5; hour++) Assert.Equal(hour is 0 or 4, await ExistsAsync($"hour-{hour}"));
    }

    [Fact]
    public async Task PurgeAllInstances_Recursive_TakesChildrenAlong()
    {
        Tasks
            .AddOrchestratorFunc("Parent", async context =>
            {
                await context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions { InstanceId = "child-1" });
                throw new TimeoutException("as asked");
            })
            .AddOrchestratorFunc("Child", _ => "done");
        await StartAsync();
        var id = await ScheduleAsync("Parent");
        await EndOfAsync(id);

        await Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Failed]),
                new PurgeInstanceOptions(Recursive: true), Deadline);

        Assert.False(await ExistsAsync(id));
        Assert.False(await ExistsAsync("child-1"));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task PurgeInstance_ThenARestart_StaysPurged()
    {
        AddMain();
        await StartAsync();
        await FinishedAsync("purged");
        await Client.PurgeInstanceAsync("purged", Deadline);
        await CrashAndRestartAsync();

        Assert.False(await ExistsAsync("purged"));
    }
}
