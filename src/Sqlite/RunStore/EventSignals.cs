using DurableTeams.Telemetry.Export;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>Wakes listeners that wait for a run's next event. Without listeners it costs one read of a counter.</summary>
internal sealed class EventSignals(IRunFeed? feed = null)
{
    private readonly Dictionary<string, List<Listener>> _listeners = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _count;

    /// <summary>How many listeners there are, for tests.</summary>
    public int Listeners => Volatile.Read(ref _count);

    /// <summary>Starts to listen: committed events after this one are noticed from now on.</summary>
    public Listener Listen(string runId, long after)
    {
        lock (_gate)
        {
            if (!_listeners.TryGetValue(runId, out var list)) _listeners[runId] = list = [];
            var listener = new Listener(this, runId, after);
            list.Add(listener);
            _count++;
            return listener;
        }
    }

    /// <summary>Receives everything that is committed.</summary>
    public IRunFeed Feed => feed ?? IRunFeed.None;

    /// <summary>Tells that events of this run were committed, up to this one.</summary>
    public void Signal(string runId, long after, long last, bool ended)
    {
        feed?.Committed(runId, after, last, ended);
        // A listener that is not counted yet has not read the table yet either, and will find the events there.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _count) == 0) return;
        lock (_gate)
        {
            if (!_listeners.TryGetValue(runId, out var list)) return;
            foreach (var listener in list) listener.Notice(last);
        }
    }

    private void Remove(Listener listener)
    {
        lock (_gate)
        {
            if (!_listeners.TryGetValue(listener.RunId, out var list) || !list.Remove(listener)) return;
            _count--;
            if (list.Count == 0) _listeners.Remove(listener.RunId);
        }
    }

    /// <summary>A listener; dispose it to stop.</summary>
    internal sealed class Listener(EventSignals signals, string runId, long after) : IDisposable
    {
        private readonly TaskCompletionSource _noticed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string RunId => runId;

        /// <summary>Completes at the first such event.</summary>
        public Task Noticed => _noticed.Task;

        public void Notice(long last)
        {
            if (last > after) _noticed.TrySetResult();
        }

        public void Dispose() => signals.Remove(this);
    }
}
