using System.Collections.Immutable;
using Azure;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>
/// The runs that this process saw last, up to a number and a size. A remembered run was so at its version; another process may
/// have written since. A change made from memory is written under that version alone. Other reads from memory must be as recent
/// as their reader needs (see <see cref="IRecentRuns"/>). No MemoryCache: a full one refuses the newest entry, which is asked
/// for next, and it cannot compare an entry by version and replace it in one step.
/// </summary>
internal sealed class RunMemory(TimeProvider time)
{
    private const int MaxRuns = 1_000;
    private const long MaxWeight = 32_000_000;

    // Shorter than any engine waits before it gives a step that broke off to another process: the retries of orchestrations
    // wait a second, queues two, locks minutes. So no step misses what an earlier try recorded in another process.
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<RememberedRun>> _runs = new(StringComparer.Ordinal);
    private readonly LinkedList<RememberedRun> _order = new();
    private long _weight;

    /// <summary>The present moment; take it before the storage is read or written.</summary>
    public long Now() => time.GetTimestamp();

    /// <summary>The run as it was seen last, or null.</summary>
    public RememberedRun? Find(string runId)
    {
        lock (_gate)
        {
            if (!_runs.TryGetValue(runId, out var node)) return null;
            _order.Remove(node);
            _order.AddLast(node);
            return node.Value;
        }
    }

    /// <summary>The run, if it was seen a moment ago.</summary>
    public RememberedRun? FindRecent(string runId) =>
        Find(runId) is { } seen && time.GetElapsedTime(seen.At) < Recent ? seen : null;

    /// <summary>Remembers a run as it was read; known conversations of this version stay known.</summary>
    public void Read(RunState state, long at) => Keep(state, at, KnownOf(state.Head.Run.RunId, state.Version));

    /// <summary>Remembers a run as it was written.</summary>
    public void Wrote(RunUnit unit, RunState state, long at)
    {
        var runId = state.Head.Run.RunId;
        var talks = KnownOf(runId, unit.Before.Version);
        // A member run that this change started has no messages before it.
        if (unit.AllNew)
        {
            foreach (var key in state.Agents.Keys.Where(key => !unit.Before.Agents.ContainsKey(key)))
                talks = talks.SetItem(RunKeys.PositionOf(key), RememberedRun.NoTalk);
        }

        foreach (var (key, value) in unit.Added)
        {
            if (value is MessageRecord message && RunKeys.Position(runId, message.MemberRunId) is var position
                && talks.TryGetValue(position, out var talk))
                talks = talks.SetItem(position, talk.SetItem(key, message));
        }

        Keep(state, at, talks);
    }

    /// <summary>Remembers the whole conversation of a member run, read when the run was known in this version.</summary>
    public void Heard(string runId, ETag? version, string position, IEnumerable<MessageRecord> messages)
    {
        lock (_gate)
        {
            if (Find(runId) is not { } seen || seen.State.Version != version) return;
            var talk = messages.ToImmutableSortedDictionary(
                message => RunKeys.Message(position, message.Turn, message.Slot), message => message, StringComparer.Ordinal);
            Keep(seen.State, seen.At, seen.Talks.SetItem(position, talk));
        }
    }

    /// <summary>Forgets a run.</summary>
    public void Forget(string runId)
    {
        lock (_gate)
        {
            if (!_runs.Remove(runId, out var node)) return;
            _order.Remove(node);
            _weight -= node.Value.Weight;
        }
    }

    private ImmutableDictionary<string, ImmutableSortedDictionary<string, MessageRecord>> KnownOf(string runId, ETag? version) =>
        version is not null && Find(runId) is { } seen && seen.State.Version == version ? seen.Talks : RememberedRun.NoTalks;

    private void Keep(
        RunState state, long at, ImmutableDictionary<string, ImmutableSortedDictionary<string, MessageRecord>> talks)
    {
        lock (_gate)
        {
            var runId = state.Head.Run.RunId;
            Forget(runId);
            // A run that has ended changes no more.
            if (state.Version is null || state.Head.Run.Status.IsFinal()) return;
            var seen = new RememberedRun(state, at, talks);
            _runs[runId] = _order.AddLast(seen);
            _weight += seen.Weight;
            while (_order.First is { } oldest && (_order.Count > MaxRuns || _weight > MaxWeight))
                Forget(oldest.Value.State.Head.Run.RunId);
        }
    }
}
