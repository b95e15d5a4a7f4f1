namespace DurableTeams.Conformance.Tests.SubOrchestrations;

public sealed class SubOrchestrationIdTests : ConformanceTest
{
    [Fact]
    public async Task CallSubOrchestrator_GivenId_ChildHasIt()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync<string>(
                "Child", "input", new SubOrchestrationOptions { InstanceId = "the/child 1" }))
            .AddOrchestratorFunc("Child", context => context.InstanceId);
        await StartAsync();

        Assert.Equal("the/child 1", await RunAsync<string>("Main"));
        var child = await GetAsync("the/child 1");
        Assert.Equal(("Child", OrchestrationRuntimeStatus.Completed), (child.Name, child.RuntimeStatus));
        Assert.Equal("input", child.ReadInputAs<string>());
    }

    [Fact]
    public async Task CallSubOrchestrator_NoId_EachChildHasItsOwn()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var first = await Task.WhenAll(
                    Enumerable.Range(0, 5).Select(_ => context.CallSubOrchestratorAsync<string>("Child")));
                var second = await context.CallSubOrchestratorAsync<string>("Child");
                return first.Append(second).Append(context.InstanceId).ToArray();
            })
            .AddOrchestratorFunc("Child", context => context.InstanceId);
        await StartAsync();

        var ids = (await RunAsync<string[]>("Main")).Concat(await RunAsync<string[]>("Main")).ToArray();

        Assert.Equal(14, ids.Length);
        Assert.Equal(ids.Distinct(), ids);
        foreach (var id in ids) await GetAsync(id);
    }

    [Fact]
    public async Task CallSubOrchestrator_NoIdInEachGeneration_IdsDiffer()
    {
        Tasks
            .AddOrchestratorFunc<string[], string[]>("Main", async (context, ids) =>
            {
                var id = await context.CallSubOrchestratorAsync<string>("Child");
                if (ids.Length < 3) context.ContinueAsNew((string[])[.. ids, id]);
                return [.. ids, id];
            })
            .AddOrchestratorFunc("Child", context => context.InstanceId);
        await StartAsync();

        var ids = await RunAsync<string[]>("Main", Array.Empty<string>());

        Assert.Equal(4, ids.Distinct().Count());
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task CallSubOrchestrator_NoIdAndARestart_IdStaysTheSame()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync<string>("Child"))
            .AddOrchestratorFunc("Child", async context =>
            {
                await context.WaitForExternalEvent<string>("event");
                return context.InstanceId;
            });
        await StartAsync();

        var id = await ScheduleAsync("Main", options: WithId("main-1"));
        var child = await OnlyChildAsync(id);
        await CrashAndRestartAsync();
        await RaiseAsync(child, "event");

        Assert.Equal(child, await ResultOfAsync<string>(id));
        Assert.Equal(child, await OnlyChildAsync(id));
    }

    [Fact]
    public async Task CallSubOrchestrator_IdOfAFinishedInstance_RunsAgain()
    {
        var calls = new Calls();
        var options = new SubOrchestrationOptions { InstanceId = "child-1" };
        Tasks
            .AddOrchestratorFunc("Main", async context =>
                await context.CallSubOrchestratorAsync<int>("Child", options)
                + (10 * await context.CallSubOrchestratorAsync<int>("Child", options)))
            .AddOrchestratorFunc("Child", context => context.CallActivityAsync<int>("Count"))
            .AddActivityFunc("Count", _ => calls.Add("call"));
        await StartAsync();

        Assert.Equal(21, await RunAsync<int>("Main"));
    }

    [Fact]
    [Trait(Category, Improvement)]
    public async Task CallSubOrchestrator_IdOfALiveInstance_FailsTheCallAndSparesTheInstance()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync<string>(
                    "Waiter", new SubOrchestrationOptions { InstanceId = "waiter-1" }));
                return failed.FailureDetails.ErrorMessage;
            })
            .AddOrchestratorFunc("Waiter", context => context.WaitForExternalEvent<string>("event"));
        await StartAsync();
        await ScheduleAsync("Waiter", options: WithId("waiter-1"));
        await UntilStatusAsync("waiter-1", OrchestrationRuntimeStatus.Running);

        Assert.Contains("waiter-1", await RunAsync<string>("Main"), StringComparison.Ordinal);
        await RaiseAsync("waiter-1", "event", "alive");
        Assert.Equal("alive", await ResultOfAsync<string>("waiter-1"));
    }

    [Fact]
    public async Task CallSubOrchestrator_NoIdAndTheParentsIdIsUsedAgain_OldChildIsNotInTheWay()
    {
        Tasks
            .AddOrchestratorFunc<string, string>("Main", (context, input) =>
                context.CallSubOrchestratorAsync<string>("Child", input))
            .AddOrchestratorFunc<string, string>("Child", async (context, input) =>
                input == "first" ? await context.WaitForExternalEvent<string>("event") : input);
        await StartAsync();

        var id = await ScheduleAsync("Main", "first", WithId("main-1"));
        var child = await OnlyChildAsync(id);
        await UntilStatusAsync(child, OrchestrationRuntimeStatus.Running);
        await Client.TerminateInstanceAsync(id, Deadline);
        await EndOfAsync(id);
        await ScheduleAsync("Main", "second", WithId("main-1"));

        Assert.Equal("second", await ResultOfAsync<string>(id));
        await RaiseAsync(child, "event", "still there");
        Assert.Equal("still there", await ResultOfAsync<string>(child));
    }

    private async Task<string> OnlyChildAsync(string parent)
    {
        while (true)
        {
            var others = new List<string>();
            await foreach (var instance in Client.GetAllInstancesAsync().WithCancellation(Deadline))
                if (instance.InstanceId != parent) others.Add(instance.InstanceId);
            if (others.Count > 0) return Assert.Single(others);
            await Task.Yield();
            Deadline.ThrowIfCancellationRequested();
        }
    }
}
