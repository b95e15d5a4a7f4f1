using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>The part for calls with retries: ordinary attempts and durable timers, so that a replay repeats them.</summary>
internal sealed partial class EmbeddedOrchestrationContext
{
    private async Task<T> WithRetriesAsync<T>(TaskRetryOptions retry, Func<Task<T>> attempt)
    {
        var first = CurrentUtcDateTime;
        for (var number = 1; ; number++)
        {
            TaskFailedException failure;
            try
            {
                return await attempt();
            }
            catch (TaskFailedException e)
            {
                failure = e;
            }

            // A later attempt finds no activity either.
            if (IsNotRegistered(failure)) throw failure;
            if (retry.Handler is { } handler)
            {
                var context = new RetryContext(
                    this, number, failure.FailureDetails, CurrentUtcDateTime - first, CancellationToken.None);
                if (!await handler(context)) throw failure;
            }
            else if (NextDelay(retry.Policy!, number, first, failure) is { } delay)
            {
                await CreateTimer(CurrentUtcDateTime + delay, CancellationToken.None);
            }
            else
            {
                throw failure;
            }
        }
    }

    private static bool IsNotRegistered(TaskFailedException failure) => failure.FailureDetails.ErrorType is { } type
        && (type == typeof(ActivityNotFoundException).FullName || type == typeof(OrchestratorNotFoundException).FullName);

    // The delay before the next attempt, or null where there is none.
    private TimeSpan? NextDelay(RetryPolicy policy, int attempts, DateTime first, TaskFailedException failure)
    {
        if (attempts >= policy.MaxNumberOfAttempts || !IsToRetry(policy, failure)) return null;
        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && CurrentUtcDateTime >= first + policy.RetryTimeout) return null;
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempts - 1);
        var most = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan
            ? TimeSpan.FromDays(365).TotalMilliseconds
            : policy.MaxRetryInterval.TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Math.Min(milliseconds, most));
    }

    // A policy that throws retries nothing: the exception of the task is reported.
    private static bool IsToRetry(RetryPolicy policy, TaskFailedException failure)
    {
        try
        {
            return policy.Handle(CoreFailures.ToCore(failure));
        }
        catch (Exception)
        {
            return false;
        }
    }
}
