namespace DurableTeams.Conformance.Tests.SubOrchestrations;

public sealed class SubOrchestrationTests : ConformanceTest
{
    [Fact]
    public async Task CallSubOrchestrator_InputAndResult_ReturnsTheResult()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                await context.CallSubOrchestratorAsync("Nothing");
                return await context.CallSubOrchestratorAsync<string>("Greet", "Ada");
            })
            .AddOrchestratorFunc("Nothing", _ => Task.CompletedTask)
            .AddOrchestratorFunc<string, string>("Greet", (context, name) => context.CallActivityAsync<string>("Say", name))
            .AddActivityFunc<string, string>("Say", (_, name) => $"Hello, {name}!");
        await StartAsync();

        Assert.Equal("Hello, Ada!", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CallSubOrchestrator_Recursive_ReturnsThroughAllLevels()
    {
        Tasks.AddOrchestratorFunc<int, int>("Sum", async (context, number) =>
            number == 0 ? 0 : number + await context.CallSubOrchestratorAsync<int>("Sum", number - 1));
        await StartAsync();

        Assert.Equal(55, await RunAsync<int>("Sum", 10));
    }

    [Fact]
    public async Task Parent_OfAChildAndOfItsParent_IsTheCallerAndNull()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
                context.Parent is null ? await context.CallSubOrchestratorAsync<string>("Child") : "has a parent")
            .AddOrchestratorFunc("Child", context => $"{context.Parent?.Name} {context.Parent?.InstanceId}");
        await StartAsync();

        var id = await ScheduleAsync("Main", options: WithId("main-1"));

        Assert.Equal("Main main-1", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task CallSubOrchestrator_TagsAndVersion_AreTheChilds()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions
            {
                InstanceId = "child-1",
                Version = "2.1",
                Tags = new Dictionary<string, string> { ["team"] = "blue", ["größe"] = "ünï" },
            }))
            .AddOrchestratorFunc("Child", context => context.Version);
        await StartAsync();

        Assert.Equal("2.1", await RunAsync<string>("Main"));
        var child = await GetAsync("child-1");
        Assert.Equal(["blue", "ünï"], [child.Tags["team"], child.Tags["größe"]]);
    }

    [Fact]
    public async Task CallSubOrchestrator_NoVersionGiven_ChildDoesNotHaveItsParents()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context => context.Version + await context.CallSubOrchestratorAsync<string>(
                "Child"))
            .AddOrchestratorFunc("Child", context => $"[{context.Version}]");
        await StartAsync();

        var id = await ScheduleAsync("Main", options: new StartOrchestrationOptions { Version = "1.9" });

        Assert.Equal("1.9[]", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task CallSubOrchestrator_ChildWaitsForAnEvent_ParentWaitsForTheChild()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync<string>(
                "Child", new SubOrchestrationOptions { InstanceId = "child-1" }))
            .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<string>("event"));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await UntilStatusAsync("child-1", OrchestrationRuntimeStatus.Running);
        Assert.False((await GetAsync(id)).IsCompleted);
        await RaiseAsync("child-1", "event", "for the child");

        Assert.Equal("for the child", await ResultOfAsync<string>(id));
    }

    [Fact]
    public async Task CallSubOrchestrator_ChildContinuesAsNew_ParentGetsTheLastResult()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync<int>("Child", 1))
            .AddOrchestratorFunc<int, int>("Child", (context, generation) =>
            {
                if (generation < 5) context.ContinueAsNew(generation + 1);
                return Task.FromResult(generation);
            });
        await StartAsync();

        Assert.Equal(5, await RunAsync<int>("Main"));
    }

    [Fact]
    public async Task CallSubOrchestrator_NotAwaited_ChildRunsToItsEnd()
    {
        Tasks
            .AddOrchestratorFunc("Main", context =>
            {
                _ = context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions { InstanceId = "child-1" });
                return "done";
            })
            .AddOrchestratorFunc("Child", async context =>
            {
                await context.WaitForExternalEvent<string>("event");
                return "child done";
            });
        await StartAsync();

        Assert.Equal("done", await RunAsync<string>("Main"));
        await UntilAsync("child-1", _ => true);
        await RaiseAsync("child-1", "event");

        Assert.Equal("child done", await ResultOfAsync<string>("child-1"));
    }
}
