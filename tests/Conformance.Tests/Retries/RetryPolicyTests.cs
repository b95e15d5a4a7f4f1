namespace DurableTeams.Conformance.Tests.Retries;

public sealed class RetryPolicyTests : ConformanceTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    private Calls AddFailing(string name, int failures)
    {
        var calls = new Calls();
        Tasks.AddActivityFunc(name, int (_) =>
        {
            var attempt = calls.Add(name);
            return attempt > failures ? attempt : throw new TimeoutException($"attempt {attempt}");
        });
        return calls;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task RetryPolicy_SucceedsAtTheLastAttempt_ReturnsTheResult(int attempts)
    {
        var calls = AddFailing("Unsteady", attempts - 1);
        var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(attempts, Soon));
        Tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync<int>("Unsteady", retry));
        await StartAsync();

        Assert.Equal(attempts, await RunAsync<int>("Main"));
        Assert.Equal(attempts, calls.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task RetryPolicy_AttemptsUsedUp_FailsWithTheLastFailure(int attempts)
    {
        var calls = AddFailing("Broken", int.MaxValue);
        var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(attempts, Soon));
        Tasks.AddOrchestratorFunc("Main", async context =>
        {
            var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync<int>("Broken", retry));
            return failed.FailureDetails.ErrorMessage;
        });
        await StartAsync();

        Assert.Equal($"attempt {attempts}", await RunAsync<string>("Main"));
        Assert.Equal(attempts, calls.Count);
    }

    [Fact]
    public async Task RetryPolicy_NoFailure_RunsOnce()
    {
        var calls = AddFailing("Steady", 0);
        var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(10, Soon));
        Tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync<int>("Steady", retry));
        await StartAsync();

        Assert.Equal(1, await RunAsync<int>("Main"));
        Assert.Equal(1, calls.Count);
    }

    [Fact]
    public async Task HandleFailure_RefusesAnError_StopsRetrying()
    {
        var calls = new Calls();
        var seen = new Calls();
        var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(10, Soon)
        {
            HandleFailure = failure =>
            {
                seen.Add(failure.ErrorMessage);
                return failure.IsCausedBy<TimeoutException>();
            },
        });
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync("Unsteady", retry))
            .AddActivityFunc("Unsteady", void (_) => throw (calls.Add("call") < 3
                ? new TimeoutException("passing")
                : new InvalidOperationException("for good")));
        await StartAsync();

        var failure = await FailureOfAsync(await ScheduleAsync("Main"));

        Assert.Equal("for good", failure.InnerFailure?.ErrorMessage);
        Assert.Equal(3, calls.Count);
        Assert.Equal(["passing", "for good"], seen.All.Distinct());
    }

    [Fact]
    public async Task HandleFailure_Throws_RetriesNothingAndKeepsTheTasksFailure()
    {
        var calls = new Calls();
        var retry = TaskOptions.FromRetryPolicy(
            new RetryPolicy(10, Soon) { HandleFailure = _ => throw new TimeoutException("the policy's") });
        Tasks
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync("Broken", retry))
            .AddActivityFunc("Broken", void (_) => throw new InvalidOperationException($"the task's {calls.Add("call")}"));
        await StartAsync();

        var failure = await FailureOfAsync(await ScheduleAsync("Main"));

        Assert.StartsWith("the task's", failure.InnerFailure?.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(1, calls.Count);
    }

    [Fact]
    public async Task RetryPolicy_ManyTasksAtOnce_EachCountsItsOwnAttempts()
    {
        var calls = new Calls();
        var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(3, Soon));
        Tasks
            .AddOrchestratorFunc("Main", context => Task.WhenAll(
                Enumerable.Range(0, 20).Select(number => context.CallActivityAsync<int>("Unsteady", number, retry))))
            .AddActivityFunc<int, int>("Unsteady", (_, number) =>
                calls.Add($"{number}") > number % 3 ? number : throw new TimeoutException("again"));
        await StartAsync();

        Assert.Equal(Enumerable.Range(0, 20), await RunAsync<int[]>("Main"));
        Assert.All(Enumerable.Range(0, 20), number => Assert.Equal((number % 3) + 1, calls.CountOf($"{number}")));
    }

    [Fact]
    public async Task RetryPolicy_ActivityNotRegistered_FailsAtOnce()
    {
        var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(10, TimeSpan.FromDays(1)));
        Tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync("Nowhere", retry));
        await StartAsync();

        Assert.Contains("Nowhere", (await FailureOfAsync(await ScheduleAsync("Main"))).ErrorMessage, StringComparison.Ordinal);
    }
}
