namespace DurableTeams.Conformance.Tests.Management;

public sealed class QueryTests : ConformanceTest
{
    private async Task<List<OrchestrationMetadata>> ListAsync(OrchestrationQuery? query = null)
    {
        var found = new List<OrchestrationMetadata>();
        await foreach (var instance in Client.GetAllInstancesAsync(query).WithCancellation(Deadline)) found.Add(instance);
        return found;
    }

    private async Task<string[]> IdsAsync(OrchestrationQuery query) =>
        [.. (await ListAsync(query)).Select(instance => instance.InstanceId).Order(StringComparer.Ordinal)];

    /// <summary>An instance in each status, with the status as its id.</summary>
    private async Task MakeOneOfEachAsync()
    {
        Tasks.AddOrchestratorFunc<string, string>("Main", async (context, input) => input switch
        {
            "Completed" => "done",
            "Failed" => throw new TimeoutException("as asked"),
            _ => await context.WaitForExternalEvent<string>("event"),
        });
        await StartAsync();
        foreach (var status in new[] { "Completed", "Failed", "Running", "Suspended", "Terminated" })
            await ScheduleAsync("Main", status, WithId(status));
        await ScheduleAsync("Main", "Pending", new StartOrchestrationOptions("Pending", DateTimeOffset.UtcNow.AddDays(1)));
        await Client.SuspendInstanceAsync("Suspended", cancellation: Deadline);
        await Client.TerminateInstanceAsync("Terminated", Deadline);
        foreach (var status in Enum.GetValues<OrchestrationRuntimeStatus>())
        {
            var name = status.ToString();
            if (name is not ("ContinuedAsNew" or "Canceled")) await UntilStatusAsync(name, status);
        }
    }

    [Fact]
    public async Task GetAllInstances_NoFilter_FindsAll()
    {
        await MakeOneOfEachAsync();

        Assert.Equal(["Completed", "Failed", "Pending", "Running", "Suspended", "Terminated"], await IdsAsync(new()));
        Assert.Equal(6, (await ListAsync()).Count);
    }

    [Fact]
    public async Task GetAllInstances_Statuses_FindsThose()
    {
        await MakeOneOfEachAsync();

        foreach (var status in await ListAsync())
            Assert.Equal([status.InstanceId], await IdsAsync(new() { Statuses = [status.RuntimeStatus] }));
        Assert.Equal(
            ["Failed", "Suspended"],
            await IdsAsync(new() { Statuses = [OrchestrationRuntimeStatus.Suspended, OrchestrationRuntimeStatus.Failed] }));
    }

    [Fact]
    public async Task GetAllInstances_Prefix_IsTakenLiterally()
    {
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();
        foreach (var id in new[] { "a_b-1", "a_b-2", "axb-1", "a%b", "b", "ünï-1", "ün" })
            await ScheduleAsync("Main", options: WithId(id));

        Assert.Equal(["a_b-1", "a_b-2"], await IdsAsync(new() { InstanceIdPrefix = "a_b" }));
        Assert.Equal(["a%b"], await IdsAsync(new() { InstanceIdPrefix = "a%" }));
        Assert.Equal(["ünï-1"], await IdsAsync(new() { InstanceIdPrefix = "ünï" }));
        Assert.Empty(await IdsAsync(new() { InstanceIdPrefix = "nobody" }));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task GetAllInstances_CreatedRange_IncludesItsEnds()
    {
        var clock = Clock;
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();
        var start = clock.GetUtcNow();
        for (var hour = 0; hour < 5; hour++)
        {
            await EndOfAsync(await ScheduleAsync("Main", options: WithId($"hour-{hour}")));
            clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(["hour-1", "hour-2", "hour-3"], await IdsAsync(new()
        {
            CreatedFrom = start.AddHours(1),
            CreatedTo = start.AddHours(3).ToOffset(TimeSpan.FromHours(-7))
        }));
        Assert.Equal(["hour-3", "hour-4"], await IdsAsync(new() { CreatedFrom = start.AddHours(2.5) }));
        Assert.Equal(["hour-0"], await IdsAsync(new() { CreatedTo = start.AddMinutes(59) }));
    }

    [Fact]
    public async Task GetAllInstances_SeveralFilters_AllMustHold()
    {
        await MakeOneOfEachAsync();

        Assert.Equal(["Failed"],
            await IdsAsync(new() { InstanceIdPrefix = "F", Statuses = [OrchestrationRuntimeStatus.Failed] }));
        Assert.Empty(await IdsAsync(new() { InstanceIdPrefix = "F", Statuses = [OrchestrationRuntimeStatus.Completed] }));
    }

    [Fact]
    public async Task GetAllInstances_FetchInputsAndOutputs_HasThem()
    {
        await MakeOneOfEachAsync();

        var query = new OrchestrationQuery { Statuses = [OrchestrationRuntimeStatus.Completed], FetchInputsAndOutputs = true };
        var found = Assert.Single(await ListAsync(query));
        Assert.Null(Assert.Single(await ListAsync(query with { FetchInputsAndOutputs = false })).SerializedOutput);

        Assert.Equal(("Completed", "done"), (found.ReadInputAs<string>(), found.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task GetAllInstances_ChildrenToo_AreFound()
    {
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync(
                "Child", new SubOrchestrationOptions { InstanceId = "child-1" }))
            .AddOrchestratorFunc("Child", _ => "done");
        await StartAsync();
        await EndOfAsync(await ScheduleAsync("Main", options: WithId("main-1")));

        Assert.Equal(["child-1", "main-1"], await IdsAsync(new()));
    }
}
