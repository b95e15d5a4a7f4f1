namespace DurableTeams.Conformance.Tests.Lifecycle;

public sealed class ContinueAsNewTests : ConformanceTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(300)]
    public async Task ContinueAsNew_ManyGenerations_EachGetsItsInput(int generations)
    {
        Tasks
            .AddOrchestratorFunc<int, int>("Main", async (context, count) =>
            {
                var next = await context.CallActivityAsync<int>("AddOne", count);
                if (next < generations) context.ContinueAsNew(next);
                return next;
            })
            .AddActivityFunc<int, int>("AddOne", (_, number) => number + 1);
        await StartAsync();

        var id = await ScheduleAsync("Main", 0, WithId("main-1"));

        Assert.Equal(generations, await ResultOfAsync<int>(id));
        Assert.Equal("main-1", (await GetAsync(id)).InstanceId);
    }

    [Fact]
    public async Task ContinueAsNew_ReturnValueOfTheOldGeneration_IsNotAResult()
    {
        Tasks.AddOrchestratorFunc<string?, string>("Main", async (context, input) =>
        {
            context.SetCustomStatus(input ?? "first");
            if (input is not null) return await context.WaitForExternalEvent<string>("event");
            context.ContinueAsNew("second");
            return "result of the first";
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        Assert.True((await UntilAtAsync(id, "second")).IsRunning);
        await RaiseAsync(id, "event", "result of the second");

        Assert.Equal("result of the second", await ResultOfAsync<string>(id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ContinueAsNew_UnprocessedEvents_AreKeptOrDroppedAsAsked(bool keep)
    {
        Tasks.AddOrchestratorFunc<bool, string>("Main", async (context, second) =>
        {
            if (!second)
            {
                await context.WaitForExternalEvent<object?>("go");
                context.ContinueAsNew(true, preserveUnprocessedEvents: keep);
                return "first";
            }

            context.SetCustomStatus("second");
            return await context.WaitForExternalEvent<string>("a")
                + await context.WaitForExternalEvent<string>("A") + await context.WaitForExternalEvent<string>("b");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main", false);
        foreach (var payload in new[] { "b1", "a1", "a2" }) await RaiseAsync(id, payload[..1], payload);
        await RaiseAsync(id, "go");
        if (!keep)
        {
            await UntilAtAsync(id, "second");
            foreach (var payload in new[] { "a3", "a4", "b2" }) await RaiseAsync(id, payload[..1], payload);
        }

        Assert.Equal(keep ? "a1a2b1" : "a3a4b2", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task ContinueAsNew_EventLoop_LosesNoEvent()
    {
        Tasks.AddOrchestratorFunc<int[], int[]>("Main", async (context, seen) =>
        {
            int[] all = [.. seen, await context.WaitForExternalEvent<int>("number")];
            if (all.Length < 40) context.ContinueAsNew(all);
            return all;
        });
        await StartAsync();

        var id = await ScheduleAsync("Main", Array.Empty<int>());
        for (var number = 0; number < 40; number++) await RaiseAsync(id, "number", number);

        Assert.Equal(Enumerable.Range(0, 40), await ResultOfAsync<int[]>(id));
    }

    [Fact]
    public async Task ContinueAsNew_NewVersion_IsTheNextGenerations()
    {
        Tasks.AddOrchestratorFunc<int, string>("Main", (context, generation) =>
        {
            if (generation == 1) context.ContinueAsNew(new ContinueAsNewOptions { NewInput = 2, NewVersion = "2.0" });
            if (generation == 2) context.ContinueAsNew(3);
            return context.Version;
        });
        await StartAsync();

        var id = await ScheduleAsync("Main", 1, new StartOrchestrationOptions { Version = "1.0" });

        Assert.Equal("2.0", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task ContinueAsNew_ActivityOfTheOldGenerationAnswersLate_IsIgnored()
    {
        var gate = new Signal();
        var answered = new Signal();
        AddBarrier();
        Tasks
            .AddOrchestratorFunc<bool, string>("Main", async (context, second) =>
            {
                if (!second)
                {
                    _ = context.CallActivityAsync<string>("Old");
                    await context.CallActivityAsync<string>("Quick");
                    context.ContinueAsNew(true);
                    return "first";
                }

                var activity = context.CallActivityAsync<string>("New");
                context.SetCustomStatus("second");
                return await activity;
            })
            .AddActivityFunc("Quick", _ => "quick")
            .AddActivityFunc("Old", async _ =>
            {
                await gate.WaitAsync();
                return "old";
            })
            .AddActivityFunc("New", async _ =>
            {
                await answered.WaitAsync();
                return "new";
            });
        await StartAsync();

        var id = await ScheduleAsync("Main", false);
        await UntilAtAsync(id, "second");
        gate.Set();
        await BarrierAsync();
        answered.Set();

        Assert.Equal("new", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task ContinueAsNew_TimerOfTheOldGeneration_DoesNotFireInTheNew()
    {
        Tasks.AddOrchestratorFunc<bool, string>("Main", async (context, second) =>
        {
            if (!second)
            {
                _ = context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                context.ContinueAsNew(true);
                return "first";
            }

            var day = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            var soon = context.CreateTimer(TimeSpan.FromMilliseconds(60), CancellationToken.None);
            return await Task.WhenAny(day, soon) == soon ? "soon" : "a day";
        });
        await StartAsync();

        Assert.Equal("soon", await RunAsync<string>("Main", false));
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task ContinueAsNew_RestartBetweenGenerations_KeepsInputAndEvents()
    {
        Tasks.AddOrchestratorFunc<int, string>("Main", async (context, generation) =>
        {
            context.SetCustomStatus($"generation {generation}");
            await context.WaitForExternalEvent<object?>("next");
            if (generation < 3) context.ContinueAsNew(generation + 1);
            return generation < 3 ? "" : await context.WaitForExternalEvent<string>("kept");
        });
        await StartAsync();

        var id = await ScheduleAsync("Main", 1);
        await RaiseAsync(id, "kept", "kept through all");
        for (var generation = 1; generation <= 3; generation++)
        {
            await UntilAtAsync(id, $"generation {generation}");
            await CrashAndRestartAsync();
            await RaiseAsync(id, "next");
        }

        Assert.Equal("kept through all", await ResultOfAsync<string>(id));
    }
}
