namespace DurableTeams.Live;

/// <summary>
/// The model calls that speak in this process, and who follows them. Nothing of it is stored. A run costs nothing here while no
/// model of it speaks and nobody follows it.
/// </summary>
public sealed class LiveRuns(TimeProvider time)
{
    private readonly Dictionary<string, LiveRun> _runs = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>How many runs there are, for tests.</summary>
    internal int Count
    {
        get
        {
            lock (_gate) return _runs.Count;
        }
    }

    /// <summary>A model call begins to speak. Dispose it when the answer is there, or there is none.</summary>
    internal LiveCall Begin(LiveCallPlace place)
    {
        lock (_gate)
        {
            var run = Of(place.RunId);
            var call = new LiveCall(place, run.Wake, ended => Remove(place.RunId, run, () => run.Remove(ended)));
            run.Add(call);
            return call;
        }
    }

    /// <summary>Follows a run: from now on, and what its calls wrote so far.</summary>
    internal LiveReader Follow(string runId)
    {
        lock (_gate)
        {
            var run = Of(runId);
            var reader = new LiveReader(time, () => run.Calls, ended => Remove(runId, run, () => run.Remove(ended)));
            run.Add(reader);
            return reader;
        }
    }

    private LiveRun Of(string runId) => _runs.TryGetValue(runId, out var run) ? run : _runs[runId] = new LiveRun();

    private void Remove(string runId, LiveRun run, Action remove)
    {
        lock (_gate)
        {
            remove();
            if (run.IsEmpty) _runs.Remove(runId);
        }

        run.Wake();
    }

    /// <summary>The calls and readers of one run. Changed under the lock above, read without.</summary>
    private sealed class LiveRun
    {
        private volatile LiveCall[] _calls = [];
        private volatile LiveReader[] _readers = [];

        public IReadOnlyList<LiveCall> Calls => _calls;

        public bool IsEmpty => _calls.Length == 0 && _readers.Length == 0;

        public void Add(LiveCall call) => _calls = [.. _calls, call];

        public void Add(LiveReader reader) => _readers = [.. _readers, reader];

        public void Remove(LiveCall call) => _calls = [.. _calls.Where(other => other != call)];

        public void Remove(LiveReader reader) => _readers = [.. _readers.Where(other => other != reader)];

        public void Wake()
        {
            foreach (var reader in _readers) reader.Wake();
        }
    }
}
