namespace DurableTeams.Conformance.Tests.Lifecycle;

public sealed class StartTests : ConformanceTest
{
    private void AddMain()
    {
        AddBarrier();
        Tasks.AddOrchestratorFunc("Main", context => context.WaitForExternalEvent<string>("event"));
    }

    [Fact]
    public async Task Schedule_NoId_GivesEachInstanceItsOwn()
    {
        Tasks.AddOrchestratorFunc("Main", context => context.InstanceId);
        await StartAsync();

        var ids = new List<string>();
        for (var i = 0; i < 20; i++) ids.Add(await ScheduleAsync("Main"));

        Assert.Equal(20, ids.Where(id => id.Length > 0).Distinct().Count());
        foreach (var id in ids) Assert.Equal(id, await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task Schedule_NoName_IsAnArgumentError()
    {
        await StartAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => ScheduleAsync(default));
    }

    [Fact]
    public async Task Schedule_Tags_AreVisible()
    {
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();

        var tags = new Dictionary<string, string> { ["team"] = "blue", ["größe \"1\""] = "" };
        var id = await ScheduleAsync("Main", options: new StartOrchestrationOptions { Tags = tags });
        await EndOfAsync(id);

        Assert.Equivalent(tags, (await GetAsync(id)).Tags, strict: true);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task Schedule_TagsAndVersion_SurviveARestart()
    {
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            await context.WaitForExternalEvent<object?>("event");
            return context.Version;
        });
        await StartAsync();

        var tags = new Dictionary<string, string> { ["team"] = "blue" };
        var id = await ScheduleAsync("Main", options: new StartOrchestrationOptions { Tags = tags, Version = "1.2" });
        await CrashAndRestartAsync();
        await RaiseAsync(id, "event");

        Assert.Equal("1.2", await ResultOfAsync<string>(id));
        Assert.Equivalent(tags, (await GetAsync(id)).Tags, strict: true);
    }

    [Fact]
    public async Task StartAt_InThePast_StartsAtOnce()
    {
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();

        var id = await ScheduleAsync("Main", options: new StartOrchestrationOptions(StartAt: DateTimeOffset.UtcNow.AddDays(-1)));

        Assert.Equal("done", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task StartAt_InTheFuture_IsPendingUntilThen()
    {
        var clock = Clock;
        AddMain();
        await StartAsync();

        var at = clock.GetUtcNow().AddHours(1);
        var id = await ScheduleAsync("Main", options: new StartOrchestrationOptions(StartAt: at.ToOffset(TimeSpan.FromHours(5))));
        var started = Client.WaitForInstanceStartAsync(id, Deadline);
        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        await BarrierAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await GetAsync(id)).RuntimeStatus);
        Assert.False(started.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.NotEqual(OrchestrationRuntimeStatus.Pending, (await started).RuntimeStatus);
        await RaiseAsync(id, "event", "done");
        Assert.Equal("done", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Clock | Capabilities.Crash)]
    public async Task StartAt_RestartBefore_StartsThen()
    {
        var clock = Clock;
        AddMain();
        await StartAsync();

        var id = await ScheduleAsync("Main", options: new StartOrchestrationOptions(StartAt: clock.GetUtcNow().AddHours(1)));
        await RaiseAsync(id, "event", "raised before the start");
        await CrashAndRestartAsync();
        await BarrierAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await GetAsync(id)).RuntimeStatus);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("raised before the start", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task StartAt_TerminatedBefore_NeverRuns()
    {
        var ran = new Signal();
        Tasks.AddOrchestratorFunc("Main", _ => ran.Set());
        await StartAsync();

        var id = await ScheduleAsync("Main", options: new StartOrchestrationOptions(StartAt: DateTimeOffset.UtcNow.AddDays(1)));
        await Client.TerminateInstanceAsync(id, Deadline);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await EndOfAsync(id)).RuntimeStatus);
        Assert.False(ran.IsSet);
    }

    [Fact]
    public async Task Schedule_ManyAtTheSameTime_AllRun()
    {
        Tasks
            .AddOrchestratorFunc<int, int>("Main", async (context, number) =>
                await context.CallActivityAsync<int>("AddOne", await context.CallActivityAsync<int>("AddOne", number)))
            .AddActivityFunc<int, int>("AddOne", (_, number) => number + 1);
        await StartAsync();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 300).Select(number => Task.Run(() => RunAsync<int>("Main", number))));

        Assert.Equal(Enumerable.Range(2, 300), results);
    }
}
