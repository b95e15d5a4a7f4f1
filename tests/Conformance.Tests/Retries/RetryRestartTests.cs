namespace DurableTeams.Conformance.Tests.Retries;

public sealed class RetryRestartTests : ConformanceTest
{
    private readonly Calls _calls = new();

    private void AddFailing(int failures) => Tasks.AddActivityFunc("Unsteady", int (_) =>
    {
        var attempt = _calls.Add("call");
        return attempt > failures ? attempt : throw new TimeoutException($"attempt {attempt}");
    });

    [ConformanceFact(Capabilities.Crash | Capabilities.Clock)]
    public async Task RetryPolicy_RestartBeforeEachRetry_CountsAllAttempts()
    {
        var clock = Clock;
        AddFailing(int.MaxValue);
        Tasks.AddOrchestratorFunc("Main", context =>
        {
            var failures = 0;
            var policy = new RetryPolicy(4, TimeSpan.FromMinutes(1), 2)
            {
                HandleFailure = _ =>
                {
                    context.SetCustomStatus($"failed {++failures}");
                    return true;
                },
            };
            return context.CallActivityAsync<int>("Unsteady", TaskOptions.FromRetryPolicy(policy));
        });
        await StartAsync();

        var id = await ScheduleAsync("Main");
        for (var attempt = 1; attempt < 4; attempt++)
        {
            await UntilAtAsync(id, $"failed {attempt}");
            await CrashAndRestartAsync();
            clock.Advance(TimeSpan.FromMinutes(1 << (attempt - 1)));
        }

        Assert.Equal("attempt 4", (await FailureOfAsync(id)).InnerFailure?.ErrorMessage);
        Assert.Equal(4, _calls.Count);
    }

    [ConformanceFact(Capabilities.Crash | Capabilities.Clock)]
    public async Task RetryHandler_RestartWhileItWaits_GoesOnWithTheNextAttempt()
    {
        var clock = Clock;
        var retry = TaskOptions.FromRetryHandler(async retryContext =>
        {
            retryContext.OrchestrationContext.SetCustomStatus($"failed {retryContext.LastAttemptNumber}");
            await retryContext.OrchestrationContext.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            return true;
        });
        AddFailing(2);
        Tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync<int>("Unsteady", retry));
        await StartAsync();

        var id = await ScheduleAsync("Main");
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await UntilAtAsync(id, $"failed {attempt}");
            await CrashAndRestartAsync();
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, await ResultOfAsync<int>(id));
    }
}
