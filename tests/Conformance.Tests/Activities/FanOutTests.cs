namespace DurableTeams.Conformance.Tests.Activities;

public sealed class FanOutTests : ConformanceTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task WhenAll_OverActivities_ReturnsAllResultsInOrder(int width)
    {
        var calls = new Calls();
        Tasks
            .AddOrchestratorFunc<int, int[]>("Main", (context, count) =>
                Task.WhenAll(Enumerable.Range(0, count).Select(number => context.CallActivityAsync<int>("Square", number))))
            .AddActivityFunc<int, int>("Square", (_, number) =>
            {
                calls.Add("square");
                return number * number;
            });
        await StartAsync();

        var result = await RunAsync<int[]>("Main", width);

        Assert.Equal(Enumerable.Range(0, width).Select(number => number * number), result);
        Assert.Equal(width, calls.Count);
    }

    [Fact]
    public async Task WhenAll_OverActivities_RunsThemAtTheSameTime()
    {
        var arrived = new Calls();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => context.CallActivityAsync("Meet")));
                return "met";
            })
            .AddActivityFunc("Meet", async _ =>
            {
                arrived.Add("here");
                await arrived.ReachedAsync(8, CancellationToken.None);
            });
        await StartAsync();

        Assert.Equal("met", await RunAsync<string>("Main"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task WhenAll_OverSubOrchestrations_ReturnsAllResultsInOrder(int width)
    {
        Tasks
            .AddOrchestratorFunc<int, int[]>("Main", (context, count) =>
                Task.WhenAll(Enumerable.Range(0, count).Select(number => context.CallSubOrchestratorAsync<int>("Child", number))))
            .AddOrchestratorFunc<int, int>("Child", (context, number) => context.CallActivityAsync<int>("Square", number))
            .AddActivityFunc<int, int>("Square", (_, number) => number * number);
        await StartAsync();

        Assert.Equal(Enumerable.Range(0, width).Select(number => number * number), await RunAsync<int[]>("Main", width));
    }

    [Fact]
    public async Task WhenAll_SomeFail_EachTaskKnowsItsOwnEnd()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var tasks = Enumerable.Range(0, 10).Select(number => context.CallActivityAsync<int>("OddOnly", number)).ToArray();
                await Assert.ThrowsAsync<TaskFailedException>(() => Task.WhenAll(tasks));
                return string.Concat(tasks.Select(task => task.IsFaulted ? "x" : "."));
            })
            .AddActivityFunc<int, int>("OddOnly", (_, number) =>
                number % 2 == 1 ? number : throw new InvalidOperationException($"{number} is even"));
        await StartAsync();

        Assert.Equal("x.x.x.x.x.", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task WhenAll_OfActivitiesTimersEventsAndChildren_CompletesWithAll()
    {
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var activity = context.CallActivityAsync<string>("Work");
                var child = context.CallSubOrchestratorAsync<string>("Child");
                var raised = context.WaitForExternalEvent<string>("event");
                await Task.WhenAll(
                    activity, child, raised, context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None));
                return await activity + await child + await raised;
            })
            .AddOrchestratorFunc("Child", _ => "b")
            .AddActivityFunc("Work", _ => "a");
        await StartAsync();

        var id = await ScheduleAsync("Main");
        await RaiseAsync(id, "event", "c");

        Assert.Equal("abc", await ResultOfAsync<string>(id));
    }
}
