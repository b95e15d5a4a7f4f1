using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Contracts;

/// <summary>
/// When one call of an activity is made again. There is no last attempt for unreachable storage, for a host that stops, nor for
/// a worker that died below a Functions host (the host reports that as a failure of the activity): all come back. Anything else
/// is tried a few times.
/// </summary>
internal sealed class ActivityRetries
{
    /// <summary>The shortest wait. Stores count on it, see <see cref="IRecentRuns"/>.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    // The exception of Microsoft.Azure.WebJobs.Script.Workers, which is in no package.
    private const string WorkerExit = ".WorkerProcessExitException";
    private const int MaxAttempts = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private int _others;
    private int _away;

    /// <summary>Waits for the next attempt; false where there is no next attempt.</summary>
    public async Task<bool> AgainAsync(RetryContext retry)
    {
        ArgumentNullException.ThrowIfNull(retry);
        var failed = IsAway(retry.LastFailure) ? ++_away : ++_others;
        if (_others == MaxAttempts) return false;
        await retry.OrchestrationContext.CreateTimer(Wait(failed), CancellationToken.None);
        return true;
    }

    private static bool IsAway(TaskFailureDetails failure) =>
        failure.ErrorType == typeof(StoreUnavailableException).FullName
        || failure.ErrorMessage.Contains(StoreUnavailableException.Mark, StringComparison.Ordinal)
        || failure.ErrorMessage.Contains(HostStoppingException.Mark, StringComparison.Ordinal)
        || failure.ErrorType.EndsWith(WorkerExit, StringComparison.Ordinal)
        || (failure.InnerFailure is { } inner && IsAway(inner));

    private static TimeSpan Wait(int failed) =>
        TimeSpan.FromMilliseconds(Math.Min(Shortest.TotalMilliseconds * Math.Pow(2, failed - 1), Longest.TotalMilliseconds));
}
/// <summary>
/// An activity broke off because its host stops. It is run again, as after a crash, at the next start or in another process.
/// </summary>
internal sealed class HostStoppingException() : Exception(Mark + "the call was broken off, and goes on at the next start.")
{
    // On the Functions host a failure reaches an orchestrator without its type, but with its message.
    internal const string Mark = "The host stops: ";
}
