using DurableTeams.Runs.Orchestrators;
using Microsoft.DurableTask;

namespace DurableTeams.Contracts;

/// <summary>How orchestrations call activities.</summary>
internal static class ActivityCalls
{
    /// <summary>
    /// Model and tool failures come back as results; what an activity throws is the infrastructure's: unreachable storage, until
    /// it is back; anything else (a broken definition) a few times, before it fails the run. For one call: its attempts are counted.
    /// </summary>
    public static TaskOptions Activity => TaskOptions.FromRetryHandler(new ActivityRetries().AgainAsync);

    /// <summary>The wait before attempt <paramref name="attempt"/> + 1: the first backoff, doubling, or what the other side asked for if that is longer; at most five minutes, but for what is asked in so many words (see <see cref="AgentTurns"/>).</summary>
    public static TimeSpan Backoff(long firstMs, int attempt, long? askedMs = null) =>
        TimeSpan.FromMilliseconds(Math.Min(Math.Max(firstMs * Math.Pow(2, attempt - 1), askedMs ?? 0), 300_000));
}
