using DurableTeams.Runs.Orchestrators;
using Microsoft.DurableTask;

namespace DurableTeams.Contracts;

/// <summary>How orchestrations call activities.</summary>
internal static class ActivityCalls
{
    /// <summary>
    /// How often an activity is called. Failures of models and tools are results. An exception is a failure of the
    /// infrastructure: unreachable storage is tried until it is back; anything else (a broken definition) is tried a few times
    /// and then fails the run. Make new options for each call, since they count the attempts.
    /// </summary>
    public static TaskOptions Activity => TaskOptions.FromRetryHandler(new ActivityRetries().AgainAsync);

    /// <summary>
    /// The wait before attempt <paramref name="attempt"/> + 1: the first backoff, doubling, or what the other side asked for if
    /// that is longer; at most five minutes, but for what is asked in so many words (see <see cref="AgentTurns"/>).
    /// </summary>
    public static TimeSpan Backoff(long firstMs, int attempt, long? askedMs = null) =>
        TimeSpan.FromMilliseconds(Math.Min(Math.Max(firstMs * Math.Pow(2, attempt - 1), askedMs ?? 0), 300_000));
}
