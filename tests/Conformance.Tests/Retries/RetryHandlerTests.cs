namespace DurableTeams.Conformance.Tests.Retries;

public sealed class RetryHandlerTests : ConformanceTest
{
    private readonly Calls _calls = new();

    private void AddFailing(int failures) => Tasks.AddActivityFunc("Unsteady", int (_) =>
    {
        var attempt = _calls.Add("call");
        return attempt > failures ? attempt : throw new TimeoutException($"attempt {attempt}");
    });

    [Fact]
    public async Task RetryHandler_Synchronous_IsAskedAfterEachFailure()
    {
        var seen = new Calls();
        var retry = TaskOptions.FromRetryHandler(retryContext =>
        {
            seen.Add($"{retryContext.LastAttemptNumber}: {retryContext.LastFailure.ErrorMessage}");
            Assert.True(retryContext.LastFailure.IsCausedBy<TimeoutException>());
            Assert.True(retryContext.TotalRetryTime >= TimeSpan.Zero);
            return true;
        });
        AddFailing(3);
        Tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync<int>("Unsteady", retry));
        await StartAsync();

        Assert.Equal(4, await RunAsync<int>("Main"));
        Assert.Equal(["1: attempt 1", "2: attempt 2", "3: attempt 3"], seen.All.Distinct());
    }

    [Fact]
    public async Task RetryHandler_SaysNo_FailsWithTheLastFailure()
    {
        var retry = TaskOptions.FromRetryHandler(retryContext => retryContext.LastAttemptNumber < 3);
        AddFailing(int.MaxValue);
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync<int>("Unsteady", retry));
            return failed.FailureDetails.ErrorMessage;
        });
        await StartAsync();

        Assert.Equal("attempt 3", await RunAsync<string>("Main"));
        Assert.Equal(3, _calls.Count);
    }

    [Fact]
    public async Task RetryHandler_Asynchronous_MayUseTheContext()
    {
        var retry = TaskOptions.FromRetryHandler(async retryContext =>
        {
            await retryContext.OrchestrationContext.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            return await retryContext.OrchestrationContext.CallActivityAsync<bool>("Ask", retryContext.LastAttemptNumber);
        });
        AddFailing(int.MaxValue);
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync<int>("Unsteady", retry));
                return "given up";
            })
            .AddActivityFunc<int, bool>("Ask", (_, attempt) => attempt < 4);
        await StartAsync();

        Assert.Equal("given up", await RunAsync<string>("Main"));
        Assert.Equal(4, _calls.Count);
    }

    [Fact]
    public async Task RetryHandler_Throws_TheCallThrowsThat()
    {
        var retry = TaskOptions.FromRetryHandler(bool (_) => throw new NotSupportedException("handler"));
        AddFailing(int.MaxValue);
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var thrown = await Assert.ThrowsAsync<NotSupportedException>(() => context.CallActivityAsync<int>("Unsteady", retry));
            return thrown.Message;
        });
        await StartAsync();

        Assert.Equal("handler", await RunAsync<string>("Main"));
        Assert.Equal(1, _calls.Count);
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryContext_AfterDelays_TellsTheTotalTime()
    {
        var clock = Clock;
        var times = new Calls();
        var retry = TaskOptions.FromRetryHandler(async retryContext =>
        {
            times.Add($"{retryContext.TotalRetryTime.TotalSeconds}");
            retryContext.OrchestrationContext.SetCustomStatus($"failed {retryContext.LastAttemptNumber}");
            await retryContext.OrchestrationContext.CreateTimer(TimeSpan.FromSeconds(10), CancellationToken.None);
            return true;
        });
        AddFailing(3);
        Tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync<int>("Unsteady", retry));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        for (var number = 1; number <= 3; number++)
        {
            await UntilAtAsync(id, $"failed {number}");
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(4, await ResultOfAsync<int>(id));
        Assert.Equal(["0", "10", "20"], times.All.Distinct());
    }
}
