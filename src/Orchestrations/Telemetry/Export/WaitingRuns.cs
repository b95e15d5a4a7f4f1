using System.Diagnostics;
using System.Runtime.InteropServices;
using DurableTeams.Storage;

namespace DurableTeams.Telemetry.Export;

/// <summary>The runs with something new to export: one entry for each run, however much it does, up to a bound.</summary>
internal sealed class WaitingRuns(SpanExportOptions options) : IRunFeed
{
    private const int MaxOrphans = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, WaitingRun> _entries = new(StringComparer.Ordinal);
    private readonly Queue<RunChange> _orphans = new();
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _overflowed;

    /// <inheritdoc/>
    public bool KeepsCursors => SpanSource.IsListenedTo;

    /// <summary>Completes once a run waits.</summary>
    public Task Arrived
    {
        get
        {
            lock (_gate) return _arrived.Task;
        }
    }

    /// <inheritdoc/>
    public void Committed(string runId, long after, long last, bool ended)
    {
        if (!SpanSource.IsListenedTo) return;
        lock (_gate) Put(runId, ended ? options.Delay : options.Interval).Ranges?.Add(after, last);
    }

    /// <inheritdoc/>
    public void Orphaned(RunChange change)
    {
        if (!SpanSource.IsListenedTo) return;
        lock (_gate)
        {
            if (_orphans.Count < MaxOrphans) _orphans.Enqueue(change);
            _arrived.TrySetResult();
        }
    }

    /// <summary>Takes the runs whose time has come, or all, and the time until the next one.</summary>
    internal (Dictionary<string, SequenceRanges> Runs, TimeSpan Next) Take(bool all, int limit)
    {
        var runs = new Dictionary<string, SequenceRanges>(StringComparer.Ordinal);
        lock (_gate)
        {
            var now = Stopwatch.GetTimestamp();
            foreach (var (id, entry) in _entries)
            {
                if (runs.Count == limit) break;
                if (all || entry.Due <= now) runs.Add(id, entry.Ranges);
            }

            foreach (var id in runs.Keys) _entries.Remove(id);
            Rearm();
            var next = _entries.Count == 0
                ? TimeSpan.Zero
                : Stopwatch.GetElapsedTime(now, _entries.Values.Min(entry => entry.Due));
            return (runs, next < TimeSpan.Zero ? TimeSpan.Zero : next);
        }
    }

    /// <summary>Takes the changes whose run was deleted.</summary>
    internal RunChange[] TakeOrphans()
    {
        lock (_gate)
        {
            var orphans = _orphans.ToArray();
            _orphans.Clear();
            Rearm();
            return orphans;
        }
    }

    /// <summary>Puts back what could not be exported.</summary>
    internal void Return(IReadOnlyDictionary<string, SequenceRanges> runs, IEnumerable<RunChange> orphans)
    {
        lock (_gate)
        {
            foreach (var (id, ranges) in runs) Put(id, TimeSpan.Zero).Ranges?.Add(ranges);
            foreach (var orphan in orphans.Take(MaxOrphans - _orphans.Count)) _orphans.Enqueue(orphan);
            if (_orphans.Count > 0) _arrived.TrySetResult();
        }
    }

    /// <summary>Whether the bound was passed since the last call.</summary>
    internal bool TakeOverflow()
    {
        lock (_gate)
        {
            var overflowed = _overflowed;
            _overflowed = false;
            return overflowed;
        }
    }

    private WaitingRun Put(string runId, TimeSpan delay)
    {
        if (_entries.Count >= options.MaxWaiting && !_entries.ContainsKey(runId))
        {
            _overflowed = true;
            return default;
        }

        var due = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, runId, out var exists);
        if (!exists) entry = new WaitingRun(new SequenceRanges(), due);
        else if (due < entry.Due) entry = entry with { Due = due };
        _arrived.TrySetResult();
        return entry;
    }

    private void Rearm()
    {
        if (_entries.Count == 0 && _orphans.Count == 0 && _arrived.Task.IsCompleted)
            _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private readonly record struct WaitingRun(SequenceRanges Ranges, long Due);
}
