using System.Diagnostics.Metrics;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>
/// Counts runs where activities record a status, and only where the status changes. Replays, retried activities and second
/// deliveries count nothing. One case cannot be known: if a process dies between the count and the commit, the next process
/// counts the same change again. A retried run starts, and ends, once more.
/// durable has counted what its successor counts again. A retried run starts, and ends, once more.
/// </summary>
internal static class RunMetrics
{
    private static readonly Counter<long> Started = Counter("started");
    private static readonly Counter<long> Completed = Counter("completed");
    private static readonly Counter<long> Failed = Counter("failed");
    private static readonly Counter<long> Cancelled = Counter("cancelled");
    private static readonly Counter<long> Paused = Counter("paused");

    /// <summary>
    /// Writes a change and counts its effect on the run; false where the change was not written because its turn was recorded
    /// before.
    /// </summary>
    public static async Task<bool> CommitCountedAsync(this IRunStore store, RunChange change)
    {
        var before = change.Run is { } patch ? await BeforeAsync(store, change.RunId, patch.Status) : null;
        if (!await store.CommitAsync(change)) return false;
        if (before is { Status: var was } && was != change.Run!.Status && !was.IsFinal()) Count(before, change.Run.Status);
        return true;
    }

    /// <summary>Pauses a member run, and counts if that paused the run.</summary>
    public static async Task<PauseResult> PauseCountedAsync(
        this IRunStore store, string runId, string memberRunId, IReadOnlyList<string> requirementIds, DateTimeOffset at)
    {
        var before = await BeforeAsync(store, runId, RunStatus.Paused);
        var result = await store.PauseAsync(runId, memberRunId, requirementIds, at);
        if (result.RunPause is not null && before is { Status: RunStatus.Running }) Count(before, RunStatus.Paused);
        return result;
    }

    // Read only where somebody listens.
    private static async Task<RunRecord?> BeforeAsync(IRunStore store, string runId, RunStatus status) =>
        Of(status) is { Enabled: true } ? await store.FindRunAsync(runId) : null;

    private static void Count(RunRecord run, RunStatus status) =>
        Of(status)!.Add(1, new KeyValuePair<string, object?>("durableteams.team.id", run.TeamId));

    private static Counter<long>? Of(RunStatus status) => status switch
    {
        RunStatus.Running => Started,
        RunStatus.Completed => Completed,
        RunStatus.Failed => Failed,
        RunStatus.Cancelled => Cancelled,
        RunStatus.Paused => Paused,
        _ => null,
    };

    private static Counter<long> Counter(string what) =>
        TeamMetrics.Meter.CreateCounter<long>($"durableteams.runs.{what}", "{run}", $"Runs that were {what}.");
}
