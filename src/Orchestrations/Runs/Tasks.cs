using Microsoft.DurableTask;

namespace DurableTeams.Runs;

/// <summary>How orchestrations call activities.</summary>
internal static class Tasks
{
    /// <summary>
    /// Model and tool failures come back as results; what an activity throws is the infrastructure's (storage, a broken
    /// definition), and is tried a few times before it fails the run.
    /// </summary>
    public static TaskOptions Activity { get; } = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(30)));

    /// <summary>The wait before attempt <paramref name="attempt"/> + 1: the first backoff, doubling, or what the other side asked for if that is longer; at most five minutes.</summary>
    public static TimeSpan Backoff(long firstMs, int attempt, long? askedMs = null) =>
        TimeSpan.FromMilliseconds(Math.Min(Math.Max(firstMs * Math.Pow(2, attempt - 1), askedMs ?? 0), 300_000));
}
