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
    /// <param name="place">Which one. An earlier call of the same turn makes it a later attempt. Where other processes may have
    /// asked before, nobody hears it before its number stands (<see cref="LiveCall.IsTold"/>).</param>
    internal LiveCall Begin(LiveCallPlace place)
    {
        LiveCall call;
        lock (_gate)
        {
            var run = Of(place.RunId);
            call = Add(run, place, isRelayed: false);
            if (run.IsFollowed) call.Follow();
        }

        _relay?.Begun(call);
        return call;
    }

    /// <summary>
    /// A model call speaks in another process. Dispose it when nothing more will come. Null where it is not to be heard: this
    /// process asks for the same turn, or a later one, and has no lower number; the other process is gone, or asks in vain.
    /// </summary>
    internal LiveCall? Relay(LiveCallPlace place)
    {
        lock (_gate)
        {
            var run = Of(place.RunId);
            return run.Supersedes(place) ? null : Add(run, place, isRelayed: true);
        }
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
            if (_relay is null || !hears) return reader;
            run.Relayed ??= _relay.Followed(this, runId);
            foreach (var call in run.Calls) call.Follow();
            return reader;
        }
    }

    /// <summary>Whether two calls are tries of one turn.</summary>
    internal static bool IsSameTurn(LiveCallPlace one, LiveCallPlace other) =>
        one.Turn == other.Turn && one.MemberRunId == other.MemberRunId;

    private LiveCall Add(LiveRun run, LiveCallPlace place, bool isRelayed)
    {
        var last = run.LastAttempt(place);
        if (last >= place.Attempt) place = place with { Attempt = last + 1 };
        var call = new LiveCall(
            place, isRelayed, isTold: isRelayed || _relay is null, run.Wake,
            ended => Remove(place.RunId, run, () => run.Remove(ended)));
        run.Add(call);
        return call;
    }

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

        // By member run, the last call of this process that is over.
        private readonly Dictionary<string, LiveCallPlace> _over = new(StringComparer.Ordinal);
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

        public void Remove(LiveCall call)
        {
            _calls = [.. _calls.Where(other => other != call)];
            if (!call.IsRelayed) _over[call.Place.MemberRunId] = call.Place;
        }

        /// <summary>The highest attempt of a turn so far; 0 without one.</summary>
        public int LastAttempt(LiveCallPlace place)
        {
            var last = _over.GetValueOrDefault(place.MemberRunId) is { } over && IsSameTurn(over, place) ? over.Attempt : 0;
            foreach (var call in _calls)
            {
                if (IsSameTurn(call.Place, place)) last = Math.Max(last, call.Place.Attempt);
            }

            return last;
        }

        /// <summary>Whether this process asks, or asked, for the turn or a later one, with no lower number.</summary>
        public bool Supersedes(LiveCallPlace place)
        {
            return (_over.GetValueOrDefault(place.MemberRunId) is { } over && Is(over))
                || _calls.Any(call => !call.IsRelayed && call.Place.MemberRunId == place.MemberRunId
                    && Is(call.IsTold ? call.Place : call.Place with { Attempt = int.MaxValue }));

            bool Is(LiveCallPlace own) => (own.Turn, own.Attempt).CompareTo((place.Turn, place.Attempt)) >= 0;
        }

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
