namespace DurableTeams.Conformance.Tests.Reliability;

/// <summary>Stopping waits for what runs, and keeps its results.</summary>
[Trait(Category, Improvement)]
public sealed class StopTests : ConformanceTest
{
    private readonly Calls _calls = new();
    private readonly Signal _gate = new();

    private void AddMain() => Tasks
        .AddOrchestratorFunc("Main", async context =>
            $"{await context.CallActivityAsync<int>("Pass")} {await context.CallActivityAsync<int>("Count")}")
        .AddActivityFunc("Pass", async _ =>
        {
            var attempt = _calls.Add("pass");
            await _gate.WaitAsync();
            return attempt;
        })
        .AddActivityFunc("Count", _ => _calls.Add("count"));

    [ConformanceFact(Capabilities.Drain)]
    public async Task Stop_ActivityIsRunning_WaitsAndItIsNotRepeated()
    {
        AddMain();
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await _calls.ReachedAsync(1, Deadline);
        var stopping = StopAsync();
        Assert.False(stopping.IsCompleted);
        _gate.Set();
        await stopping.WaitAsync(Deadline);
        await StartAsync();

        Assert.Equal("1 1", await ResultOfAsync<string>(id));
        Assert.Equal(1, _calls.CountOf("pass"));
    }

    [ConformanceFact(Capabilities.Drain)]
    public async Task Stop_NothingRuns_EndsAndTheRestGoesOnLater()
    {
        Tasks.AddOrchestratorFunc("Main", context => context.WaitForExternalEvent<string>("event"));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await StopAsync().WaitAsync(Deadline);
        await StartAsync();
        await RaiseAsync(id, "event", "done");

        Assert.Equal("done", await ResultOfAsync<string>(id));
    }

    [ConformanceFact(Capabilities.Drain)]
    public async Task Stop_ManyActivitiesAreRunning_KeepsAllResults()
    {
        Tasks
            .AddOrchestratorFunc("Main", context =>
                Task.WhenAll(Enumerable.Range(0, 30).Select(number => context.CallActivityAsync<int>("Pass", number))))
            .AddActivityFunc<int, int>("Pass", async (_, number) =>
            {
                _calls.Add("pass");
                await _gate.WaitAsync();
                return number;
            });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await _calls.ReachedAsync(30, Deadline);
        var stopping = StopAsync();
        _gate.Set();
        await stopping.WaitAsync(Deadline);
        await StartAsync();

        Assert.Equal(Enumerable.Range(0, 30), await ResultOfAsync<int[]>(id));
        Assert.Equal(30, _calls.Count);
    }

    [ConformanceFact(Capabilities.Drain)]
    public async Task Client_AfterStop_RefusesNewWork()
    {
        AddMain();
        await StartAsync();
        var stopped = Client;
        await StopAsync().WaitAsync(Deadline);

        await Assert.ThrowsAnyAsync<Exception>(
            () => stopped.ScheduleNewOrchestrationInstanceAsync("Main", WithId("late-1"), Deadline));

        await StartAsync();
        Assert.Null(await Client.GetInstanceAsync("late-1", Deadline));
    }
}
