namespace DurableTeams.Live;

/// <summary>
/// Follows the model calls of one run; used by one thread at a time. It holds no text of its own, only its place in each call.
/// </summary>
internal sealed class LiveReader(TimeProvider time, Func<IReadOnlyList<LiveCall>> current, Action<LiveReader> ended) : IDisposable
{
    private readonly List<Known> _calls = [];

    // By member run, the last turn and attempt that was told or recorded: earlier ones that come later are told no more.
    private readonly Dictionary<string, (int Turn, int Attempt)> _latest = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = New();

    /// <summary>
    /// Whether calls began since the last <see cref="Look"/>. What was recorded before a call began is to be told before its
    /// words.
    /// </summary>
    public bool HasNew
    {
        get
        {
            foreach (var call in current())
            {
                if (IsNew(call)) return true;
            }

            return false;
        }
    }

    /// <summary>Takes the calls that speak now; their words come with the next <see cref="Read"/>.</summary>
    public void Look()
    {
        var now = current();
        _calls.RemoveAll(known => known.IsDone && !now.Contains(known.Call));
        foreach (var call in now)
        {
            if (!IsNew(call)) continue;
            _calls.Add(new Known(call));
            TakeNumbers();
        }
    }

    /// <summary>What the known calls wrote since the last time.</summary>
    public IReadOnlyList<LiveDelta> Read()
    {
        List<LiveDelta> deltas = [];
        TakeNumbers();
        foreach (var known in _calls) known.Read(time.GetUtcNow(), deltas);
        return deltas;
    }

    /// <summary>A turn is recorded: the rest of what its calls wrote, which are then known no more.</summary>
    public void Finish(string memberRunId, int turn, ICollection<LiveDelta> deltas)
    {
        TakeNumbers();
        foreach (var known in _calls.Where(Is)) known.Read(time.GetUtcNow(), deltas);
        _calls.RemoveAll(Is);
        if (_latest.GetValueOrDefault(memberRunId).Turn <= turn) _latest[memberRunId] = (turn, int.MaxValue);

        bool Is(Known known) => known.Call.Place.MemberRunId == memberRunId && known.Call.Place.Turn == turn;
    }

    /// <summary>Completes when a call wrote something or began, or <see cref="Wake"/> was called, since the last time.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Volatile.Read(ref _changed).Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        // Before the texts are read: what comes from now on completes the next one.
        Volatile.Write(ref _changed, New());
    }

    /// <summary>Ends a wait, or the next one.</summary>
    public void Wake() => Volatile.Read(ref _changed).TrySetResult();

    public void Dispose() => ended(this);

    private bool IsNew(LiveCall call)
    {
        foreach (var known in _calls)
        {
            if (ReferenceEquals(known.Call, call)) return false;
        }

        return IsLater(call);
    }

    // One whose number does not stand yet may get any.
    private bool IsLater(LiveCall call) => (call.Place.Turn, call.IsTold ? call.Place.Attempt : int.MaxValue)
        .CompareTo(_latest.GetValueOrDefault(call.Place.MemberRunId)) > 0;

    /// <summary>Known calls whose number stands since the last time are told from now on, unless a later one is.</summary>
    private void TakeNumbers()
    {
        foreach (var known in _calls.Where(known => !known.IsTold && known.Call.IsTold).ToList())
        {
            _calls.Remove(known);
            if (!IsLater(known.Call)) continue;
            var place = known.Call.Place;
            // A later attempt supersedes one whose process is gone, perhaps without a word.
            _calls.RemoveAll(other => other.IsTold && LiveRuns.IsSameTurn(other.Call.Place, place));
            known.IsTold = true;
            _calls.Add(known);
            _latest[place.MemberRunId] = (place.Turn, place.Attempt);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A call, and how far it is read.</summary>
    private sealed class Known(LiveCall call)
    {
        private readonly List<int> _places = [];

        public LiveCall Call => call;

        /// <summary>Whether its words are told: its number stands, and is the latest.</summary>
        public bool IsTold { get; set; }

        /// <summary>Whether everything is read that will ever come.</summary>
        public bool IsDone { get; private set; }

        public void Read(DateTimeOffset at, ICollection<LiveDelta> deltas)
        {
            if (!IsTold) return;
            // Asked first: what comes in between is read.
            var over = call.IsOver;
            call.Read(_places, at, deltas);
            IsDone |= over;
        }
    }
}
