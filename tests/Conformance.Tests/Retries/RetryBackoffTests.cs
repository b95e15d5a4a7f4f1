using System.Collections.Concurrent;

namespace DurableTeams.Conformance.Tests.Retries;

/// <summary>When the attempts are made. The clock is moved only after the engine has seen a failure.</summary>
public sealed class RetryBackoffTests : ConformanceTest
{
    private static readonly TimeSpan s_tenSeconds = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<DateTimeOffset> _attempts = new();
    private readonly Calls _failures = new();

    private async Task<IReadOnlyList<double>> SecondsBetweenAttemptsAsync(RetryPolicy policy, params double[] seconds)
    {
        var clock = Clock;
        AddBarrier();
        Tasks
            .AddOrchestratorFunc("Main", async context => await Assert.ThrowsAsync<TaskFailedException>(
                () => context.CallActivityAsync("Broken", TaskOptions.FromRetryPolicy(policy))) is not null)
            .AddActivityFunc("Broken", _ =>
            {
                _attempts.Enqueue(clock.GetUtcNow());
                throw new TimeoutException("again");
            });
        await StartAsync();
        var id = await ScheduleAsync("Main");
        for (var retry = 1; retry <= seconds.Length; retry++)
        {
            await _failures.ReachedAsync(retry, Deadline);
            clock.Advance(TimeSpan.FromSeconds(seconds[retry - 1]) - TimeSpan.FromMilliseconds(1));
            await BarrierAsync();
            Assert.Equal(retry, _attempts.Count);
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await EndOfAsync(id)).RuntimeStatus);
        return [.. _attempts.Zip(_attempts.Skip(1), (earlier, later) => (later - earlier).TotalSeconds)];
    }

    private bool Handle(TaskFailureDetails failure)
    {
        _failures.Add(failure.ErrorMessage);
        return true;
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryPolicy_NoCoefficient_WaitsTheSameEachTime()
    {
        var policy = new RetryPolicy(4, s_tenSeconds) { HandleFailure = Handle };

        Assert.Equal([10d, 10d, 10d], await SecondsBetweenAttemptsAsync(policy, 10, 10, 10));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryPolicy_Coefficient_MultipliesTheWait()
    {
        var policy = new RetryPolicy(5, s_tenSeconds, backoffCoefficient: 1.5) { HandleFailure = Handle };

        Assert.Equal([10d, 15d, 22.5, 33.75], await SecondsBetweenAttemptsAsync(policy, 10, 15, 22.5, 33.75));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryPolicy_MaxInterval_CapsTheWait()
    {
        var policy = new RetryPolicy(5, s_tenSeconds, 2, maxRetryInterval: TimeSpan.FromSeconds(25)) { HandleFailure = Handle };

        Assert.Equal([10d, 20d, 25d, 25d], await SecondsBetweenAttemptsAsync(policy, 10, 20, 25, 25));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryPolicy_DefaultMaxInterval_IsAnHour()
    {
        var policy = new RetryPolicy(4, TimeSpan.FromMinutes(40), 10) { HandleFailure = Handle };

        Assert.Equal([2400d, 3600d, 3600d], await SecondsBetweenAttemptsAsync(policy, 2400, 3600, 3600));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryPolicy_Timeout_EndsTheRetries()
    {
        var policy = new RetryPolicy(100, s_tenSeconds, retryTimeout: TimeSpan.FromSeconds(30)) { HandleFailure = Handle };

        Assert.Equal([10d, 10d, 10d], await SecondsBetweenAttemptsAsync(policy, 10, 10, 10));
    }
}
