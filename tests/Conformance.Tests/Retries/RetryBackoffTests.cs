using System.Collections.Concurrent;

namespace DurableTeams.Conformance.Tests.Retries;

/// <summary>When the attempts are made. The clock is moved only after a failure, and the wait for it, is stored.</summary>
public sealed class RetryBackoffTests : ConformanceTest
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentQueue<DateTimeOffset> _attempts = new();

    /// <summary>Fails at every attempt; just before each retry should come, it must not have come.</summary>
    private async Task<IReadOnlyList<double>> SecondsBetweenAttemptsAsync(
        Func<Func<TaskFailureDetails, bool>, RetryPolicy> policy, params double[] seconds)
    {
        var clock = Clock;
        AddBarrier();
        Tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var failures = 0;
                var retry = TaskOptions.FromRetryPolicy(policy(_ =>
                {
                    context.SetCustomStatus($"failed {++failures}");
                    return true;
                }));
                await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Broken", retry));
            })
            .AddActivityFunc("Broken", _ =>
            {
                _attempts.Enqueue(clock.GetUtcNow());
                throw new TimeoutException("again");
            });
        await StartAsync();
        var id = await ScheduleAsync("Main");
        for (var retry = 1; retry <= seconds.Length; retry++)
        {
            await UntilAtAsync(id, $"failed {retry}");
            clock.Advance(TimeSpan.FromSeconds(seconds[retry - 1]) - Moment);
            await BarrierAsync();
            Assert.Equal(retry, _attempts.Count);
            clock.Advance(Moment);
        }

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await EndOfAsync(id)).RuntimeStatus);
        return [.. _attempts.Zip(_attempts.Skip(1), (earlier, later) => (later - earlier).TotalSeconds)];
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryPolicy_NoCoefficient_WaitsTheSameEachTime() => Assert.Equal(
        [10d, 10d, 10d],
        await SecondsBetweenAttemptsAsync(handle => new(4, TenSeconds) { HandleFailure = handle }, 10, 10, 10));

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryPolicy_Coefficient_MultipliesTheWait() => Assert.Equal(
        [10d, 15d, 22.5, 33.75],
        await SecondsBetweenAttemptsAsync(handle => new(5, TenSeconds, 1.5) { HandleFailure = handle }, 10, 15, 22.5, 33.75));

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryPolicy_MaxInterval_CapsTheWait() => Assert.Equal(
        [10d, 20d, 25d, 25d],
        await SecondsBetweenAttemptsAsync(
            handle => new(5, TenSeconds, 2, maxRetryInterval: TimeSpan.FromSeconds(25)) { HandleFailure = handle },
                10, 20, 25, 25));

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryPolicy_DefaultMaxInterval_IsAnHour() => Assert.Equal(
        [2400d, 3600d, 3600d],
        await SecondsBetweenAttemptsAsync(
            handle => new(4, TimeSpan.FromMinutes(40), 10) { HandleFailure = handle }, 2400, 3600, 3600));

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryPolicy_InfiniteMaxInterval_NeverCapsTheWait() => Assert.Equal(
        [3600d, 36_000d, 360_000d],
        await SecondsBetweenAttemptsAsync(
            handle => new(4, TimeSpan.FromHours(1), 10, Timeout.InfiniteTimeSpan) { HandleFailure = handle },
                3600, 36_000, 360_000));

    [ConformanceFact(Capabilities.Clock)]
    public async Task RetryPolicy_Timeout_EndsTheRetries() => Assert.Equal(
        [10d, 10d, 10d],
        await SecondsBetweenAttemptsAsync(
            handle => new(100, TenSeconds, retryTimeout: TimeSpan.FromSeconds(30)) { HandleFailure = handle }, 10, 10, 10));
}
