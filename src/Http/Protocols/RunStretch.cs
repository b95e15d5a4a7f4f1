using System.Runtime.CompilerServices;
using DurableTeams.Live;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols;

/// <summary>
/// Follows a run until it ends or waits for people: the stretch of a run that one answer of a chat protocol tells. A run that
/// goes on meanwhile, by a decision or a retry, is followed on.
/// </summary>
internal sealed class RunStretch(IRunStore store, RunFollower follower)
{
    private const int Batch = 200;

    private static readonly HashSet<string> Ends =
        [RunEventTypes.RunPaused, RunEventTypes.RunCompleted, RunEventTypes.RunFailed, RunEventTypes.RunCancelled];

    /// <summary>What happens after an event; the last part has the end, unless the run was deleted.</summary>
    /// <exception cref="StoreUnavailableException">The storage cannot be read.</exception>
    public async IAsyncEnumerable<StretchPart> FollowAsync(
        string runId, long after, EventParts parts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A run that waits, and of which nothing is left to tell, would tell nothing for as long as it waits.
        if (await EndAfterAsync(runId, after, paused: true, cancellationToken) is { } waits)
        {
            yield return new StretchPart([], [], waits);
            yield break;
        }

        await foreach (var happened in follower.FollowAsync(runId, after, parts, cancellationToken))
        {
            List<RunEvent> told = [];
            foreach (var item in happened.Events)
            {
                told.Add(item);
                if (!Ends.Contains(item.Type)) continue;
                var end = await EndAfterAsync(
                    runId, item.Sequence, item.Type == RunEventTypes.RunPaused, cancellationToken);
                if (end is null) continue;
                yield return new StretchPart(happened.Deltas, told, end);
                yield break;
            }

            yield return new StretchPart(happened.Deltas, told, null);
        }
    }

    /// <summary>All events of a run up to one of them, without what is stored elsewhere.</summary>
    public async IAsyncEnumerable<RunEvent> BeforeAsync(
        string runId, long upTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = 0L; after < upTo;)
        {
            var events = await store.ListEventsAsync(runId, after, Batch, cancellationToken);
            if (events.Count == 0) yield break;
            foreach (var item in events.Where(item => item.Sequence <= upTo)) yield return item;
            after = events[^1].Sequence;
        }
    }

    /// <summary>The last event of a run; 0 with none.</summary>
    public async Task<long> LastAsync(string runId, CancellationToken cancellationToken)
    {
        var last = 0L;
        await foreach (var item in BeforeAsync(runId, long.MaxValue, cancellationToken)) last = item.Sequence;
        return last;
    }

    /// <summary>
    /// The event before the first of some requirements was resolved, so that a decision that is sent again is told the same once
    /// more.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="requirementIds">The requirements.</param>
    /// <param name="otherwise">Where none of them was.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<long> ResolvedAsync(
        string runId, IReadOnlySet<string> requirementIds, long otherwise, CancellationToken cancellationToken)
    {
        await foreach (var item in BeforeAsync(runId, long.MaxValue, cancellationToken))
        {
            if (item.Type == RunEventTypes.RequirementResolved && item.Text("requirementId") is { } id
                && requirementIds.Contains(id)) return item.Sequence - 1;
        }

        return otherwise;
    }

    /// <summary>The requirements of a run that are pending, oldest first.</summary>
    public async Task<IReadOnlyList<RequirementRecord>> PendingAsync(string runId, CancellationToken cancellationToken)
    {
        List<RequirementRecord> pending = [];
        string? cursor = null;
        do
        {
            var page = await store.ListRequirementsAsync(
                new RequirementQuery(RequirementStatus.Pending, RunId: runId, Limit: Batch, Cursor: cursor), cancellationToken);
            pending.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null);

        pending.Reverse();
        return pending;
    }

    /// <summary>
    /// How the run stands after an event, if that is still its last word. Whatever takes a run on is recorded as an event, so the
    /// events are read last: with none, what was read before holds.
    /// </summary>
    private async Task<StretchEnd?> EndAfterAsync(string runId, long sequence, bool paused, CancellationToken cancellationToken)
    {
        var pending = paused ? await PendingAsync(runId, cancellationToken) : [];
        if (paused && pending.Count == 0) return null;
        if (await store.FindRunAsync(runId, cancellationToken) is not { } run) return null;
        if (paused ? run.Status != RunStatus.Paused : !run.Status.IsFinal()) return null;
        for (var after = sequence; ;)
        {
            var later = await store.ListEventsAsync(runId, after, Batch, cancellationToken);
            if (later.Any(item => item.Type == RunEventTypes.RunContinued || Ends.Contains(item.Type))) return null;
            if (later.Count < Batch) return new StretchEnd(run, pending);
            after = later[^1].Sequence;
        }
    }
}

/// <summary>What happened in a run since the last look: first the deltas, then the events.</summary>
/// <param name="Deltas">What models wrote.</param>
/// <param name="Events">What was recorded.</param>
/// <param name="End">The stretch is over; null while it is not.</param>
internal sealed record StretchPart(IReadOnlyList<LiveDelta> Deltas, IReadOnlyList<RunEvent> Events, StretchEnd? End);

/// <summary>How a stretch ended.</summary>
/// <param name="Run">The run, paused or at its end.</param>
/// <param name="Pending">What it waits for, oldest first; none at its end.</param>
internal sealed record StretchEnd(RunRecord Run, IReadOnlyList<RequirementRecord> Pending);
