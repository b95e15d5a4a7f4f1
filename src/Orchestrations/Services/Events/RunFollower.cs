using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableTeams.Live;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Services.Events;

/// <summary>Follows runs: what is recorded, and what models write meanwhile.</summary>
public sealed class RunFollower(IRunStore store, LiveRuns live, EventDetails details)
{
    private const int Batch = 50;

    // An event may be large, and a caller slow.
    private const int Part = 8;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Everything after an event, as it happens, until the run has ended and everything was told. Words of a turn come before the
    /// event that records the turn, and after all that was recorded before the model was asked. A caller that reads slowly gets
    /// fewer and longer deltas, or none of a turn that was recorded meanwhile; it gets every event.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="after">The sequence number that the caller has; 0 for none.</param>
    /// <param name="parts">What to tell.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">The storage cannot be read.</exception>
    public async IAsyncEnumerable<FollowedEvents> FollowAsync(
        string runId, long after, EventParts parts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var speaks = parts.HasFlag(EventParts.Deltas);
        using var reader = live.Follow(runId, speaks);
        Task? next = null;
        try
        {
            while (true)
            {
                // Calls that speak now began after everything that was recorded before: those events are told first.
                if (speaks) reader.Look();
                // The status is read before the events: if it is final, the events that follow are the last.
                var ended = await store.FindRunAsync(runId, cancellationToken) is not { } run || run.Status.IsFinal();
                var events = await store.ListEventsAsync(runId, after, Batch, cancellationToken);
                List<LiveDelta> deltas = [];
                foreach (var item in events.Where(item => item.Type == RunEventTypes.ModelCallCompleted))
                    Finish(reader, item, deltas);
                foreach (var some in events.Chunk(Part))
                {
                    yield return new FollowedEvents(deltas, await details.WithAsync(some, parts, cancellationToken));
                    (deltas, after) = ([], some[^1].Sequence);
                }

                if (events.Count == Batch) continue;
                deltas = speaks ? [.. reader.Read()] : [];
                if (deltas.Count > 0 || (events.Count == 0 && !ended)) yield return new FollowedEvents(deltas, []);
                if (ended) yield break;
                if (next?.IsCompleted != false) next = Wake(reader, store.WaitForEventAsync(runId, after, Silence, over.Token));
                while (true)
                {
                    await reader.WaitAsync(cancellationToken);
                    if (next.IsCompleted || (speaks && reader.HasNew)) break;
                    if (speaks && reader.Read() is { Count: > 0 } more) yield return new FollowedEvents(more, []);
                }
            }
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private static Task Wake(LiveReader reader, Task next)
    {
        _ = next.ContinueWith(
            _ => reader.Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return next;
    }

    private static void Finish(LiveReader reader, RunEvent item, ICollection<LiveDelta> deltas)
    {
        if (item.MemberRunId is { } memberRunId && item.Data is { ValueKind: JsonValueKind.Object } data
            && data.TryGetProperty("turn", out var turn) && turn.TryGetInt32(out var number))
            reader.Finish(memberRunId, number, deltas);
    }
}
