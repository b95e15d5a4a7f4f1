namespace DurableTeams.Conformance.Tests.Management;

public sealed class MetadataTests : ConformanceTest
{
    [Fact]
    public async Task GetInstance_WithInputsAndOutputs_HasThem()
    {
        Tasks.AddOrchestratorFunc<string, int>("Main", (context, input) =>
        {
            context.SetCustomStatus(new[] { input });
            return input.Length;
        });
        await StartAsync();

        var id = await ScheduleAsync("Main", "input");
        await EndOfAsync(id);
        var seen = await Client.GetInstanceAsync(id, getInputsAndOutputs: true, Deadline);

        Assert.NotNull(seen);
        Assert.Equal(("Main", id, OrchestrationRuntimeStatus.Completed), (seen.Name, seen.InstanceId, seen.RuntimeStatus));
        Assert.Equal(
            ("\"input\"", "5", "[\"input\"]"), (seen.SerializedInput, seen.SerializedOutput, seen.SerializedCustomStatus));
        Assert.Equal(("input", 5), (seen.ReadInputAs<string>(), seen.ReadOutputAs<int>()));
    }

    [Fact]
    public async Task GetInstance_WithoutInputsAndOutputs_HasNone()
    {
        Tasks.AddOrchestratorFunc<string, int>("Main", (context, input) => input.Length);
        await StartAsync();

        var id = await ScheduleAsync("Main", "input");
        await EndOfAsync(id);
        var seen = await Client.GetInstanceAsync(id, Deadline);

        Assert.NotNull(seen);
        Assert.Equal((id, OrchestrationRuntimeStatus.Completed), (seen.InstanceId, seen.RuntimeStatus));
        Assert.Null(seen.SerializedInput);
        Assert.Null(seen.SerializedOutput);
        Assert.Throws<InvalidOperationException>(() => seen.ReadOutputAs<int>());
    }

    [Fact]
    public async Task GetInstance_Failed_HasFailureDetailsAndNoOutput()
    {
        Tasks.AddOrchestratorFunc("Main", string (_) => throw new TimeoutException("late"));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await EndOfAsync(id);
        var seen = await GetAsync(id);

        Assert.Equal("late", seen.FailureDetails?.ErrorMessage);
        Assert.Null(seen.ReadOutputAs<string>());
    }

    [Fact]
    public async Task GetInstance_Unknown_IsNull()
    {
        await StartAsync();

        Assert.Null(await Client.GetInstanceAsync("nobody-1", Deadline));
        Assert.Null(await Client.GetInstanceAsync("nobody-1", getInputsAndOutputs: true, Deadline));
    }

    [Fact]
    public async Task InstanceId_OtherCase_IsAnotherInstance()
    {
        Tasks.AddOrchestratorFunc<string, string>("Main", (_, input) => input);
        await StartAsync();

        await ScheduleAsync("Main", "lower", WithId("instance-a"));
        await ScheduleAsync("Main", "upper", WithId("Instance-A"));

        Assert.Equal("lower", await ResultOfAsync<string>("instance-a"));
        Assert.Equal("upper", await ResultOfAsync<string>("Instance-A"));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task CreatedAtAndLastUpdatedAt_OverALife_AreTheClocks()
    {
        var clock = Clock;
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            context.SetCustomStatus("waiting");
            await context.WaitForExternalEvent<object?>("event");
        });
        await StartAsync();
        var created = clock.GetUtcNow();

        var id = await ScheduleAsync("Main");
        await UntilAtAsync(id, "waiting");
        clock.Advance(TimeSpan.FromHours(1));
        await RaiseAsync(id, "event");
        var end = await EndOfAsync(id);

        Assert.Equal((created, created.AddHours(1)), (end.CreatedAt, end.LastUpdatedAt));
    }
}
