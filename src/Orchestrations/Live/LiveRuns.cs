namespace DurableTeams.Live;

/// <summary>
/// The model calls that speak in this process, and who follows them. Nothing of it is stored. A run costs nothing here while no
/// model of it speaks and nobody follows it.
/// </summary>
public sealed class LiveRuns
{
    private readonly TimeProvider _time;
    private readonly ILiveRelay? _relay;
    private readonly Dictionary<string, LiveRun> _runs = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Makes it.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="relay">Brings the words to and from other processes; null where there are none.</param>
    internal LiveRuns(TimeProvider time, ILiveRelay? relay = null) => (_time, _relay) = (time, relay);

    /// <summary>How many runs there are, for tests.</summary>
    internal int Count
    {
        get
        {
            lock (_gate) return _runs.Count;
        }
    }

    /// <summary>A model call begins to speak. Dispose it when the answer is there, or there is none.</summary>
    /// <param name="place">Which one. A call of the same turn that speaks still, in a process that is gone perhaps, makes it a
    /// later attempt.</param>
    /// <param name="relayed">Whether it speaks in another process.</param>
    internal LiveCall Begin(LiveCallPlace place, bool relayed = false)
    {
        LiveCall call;
        lock (_gate)
        {
            var run = Of(place.RunId);
            var last = run.Calls.Where(other => IsSameTurn(other.Place, place)).Select(other => other.Place.Attempt)
                .DefaultIfEmpty().Max();
            if (last >= place.Attempt) place = place with { Attempt = last + 1 };
            call = new LiveCall(place, run.Wake, ended => Remove(place.RunId, run, () => run.Remove(ended)));
            run.Add(call);
        }

        if (!relayed) _relay?.Begun(call);
        return call;
    }

    /// <summary>Follows a run: from now on, and what its calls wrote so far.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="hears">Whether the reader wants words: those of other processes cost something.</param>
    internal LiveReader Follow(string runId, bool hears = true)
    {
        lock (_gate)
        {
            var run = Of(runId);
            var reader = new LiveReader(_time, () => run.Calls, ended => Remove(runId, run, () => run.Remove(ended, hears)));
            run.Add(reader, hears);
            if (_relay is not null && hears) run.Relayed ??= _relay.Followed(this, runId);
            return reader;
        }
    }

    /// <summary>Whether two calls are tries of one turn.</summary>
    internal static bool IsSameTurn(LiveCallPlace one, LiveCallPlace other) =>
        one.Turn == other.Turn && one.MemberRunId == other.MemberRunId;

    private LiveRun Of(string runId) => _runs.TryGetValue(runId, out var run) ? run : _runs[runId] = new LiveRun();

    private void Remove(string runId, LiveRun run, Action remove)
    {
        IDisposable? unfollowed = null;
        lock (_gate)
        {
            remove();
            if (!run.IsFollowed)
            {
                unfollowed = run.Relayed;
                run.Relayed = null;
            }

            if (run.IsEmpty) _runs.Remove(runId);
        }

        unfollowed?.Dispose();
        run.Wake();
    }

    /// <summary>The calls and readers of one run. Changed under the lock above, read without.</summary>
    private sealed class LiveRun
    {
        private volatile LiveCall[] _calls = [];
        private volatile LiveReader[] _readers = [];
        private int _hearing;

        public IReadOnlyList<LiveCall> Calls => _calls;

        /// <summary>What brings the calls of other processes.</summary>
        public IDisposable? Relayed { get; set; }

        /// <summary>Whether somebody wants words.</summary>
        public bool IsFollowed => _hearing > 0;

        public bool IsEmpty => _calls.Length == 0 && _readers.Length == 0;

        public void Add(LiveCall call) => _calls = [.. _calls, call];

        public void Add(LiveReader reader, bool hears)
        {
            _readers = [.. _readers, reader];
            if (hears) _hearing++;
        }

        public void Remove(LiveCall call) => _calls = [.. _calls.Where(other => other != call)];

        public void Remove(LiveReader reader, bool hears)
        {
            _readers = [.. _readers.Where(other => other != reader)];
            if (hears) _hearing--;
        }

        public void Wake()
        {
            foreach (var reader in _readers) reader.Wake();
        }
    }
}
