namespace DurableTeams.Live;

/// <summary>
/// Follows the model calls of one run; used by one thread at a time. It holds no text of its own, only its place in each call.
/// </summary>
internal sealed class LiveReader(TimeProvider time, Func<IReadOnlyList<LiveCall>> current, Action<LiveReader> ended) : IDisposable
{
    private readonly List<(LiveCall Call, List<int> Places)> _calls = [];

    // Recorded, but perhaps not gone yet.
    private readonly HashSet<LiveCall> _told = [];
    private TaskCompletionSource _changed = New();

    /// <summary>
    /// Whether calls began since the last <see cref="Look"/>. What was recorded before a call began is to be told before its words.
    /// </summary>
    public bool HasNew
    {
        get
        {
            foreach (var call in current())
            {
                if (!Knows(call)) return true;
            }

            return false;
        }
    }

    /// <summary>Takes the calls that speak now; their words come with the next <see cref="Read"/>.</summary>
    public void Look()
    {
        var now = current();
        foreach (var call in now)
        {
            if (!Knows(call)) _calls.Add((call, []));
        }

        _told.RemoveWhere(call => !now.Contains(call));
    }

    /// <summary>What the known calls wrote since the last time.</summary>
    public IReadOnlyList<LiveDelta> Read()
    {
        List<LiveDelta> deltas = [];
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            var (call, _) = _calls[i];
            // Asked first: what comes in between is read below.
            if (!call.IsOver) continue;
            call.Read(_calls[i].Places, time.GetUtcNow(), deltas);
            _calls.RemoveAt(i);
        }

        foreach (var (call, places) in _calls) call.Read(places, time.GetUtcNow(), deltas);
        return deltas;
    }

    /// <summary>A turn is recorded: the rest of what its calls wrote, which are then known no more.</summary>
    public void Finish(string memberRunId, int turn, ICollection<LiveDelta> deltas)
    {
        foreach (var (call, places) in _calls.Where(Is)) call.Read(places, time.GetUtcNow(), deltas);
        foreach (var call in _calls.Where(Is).Select(known => known.Call)) _told.Add(call);
        _calls.RemoveAll(Is);

        bool Is((LiveCall Call, List<int>) known) =>
            known.Call.Place.MemberRunId == memberRunId && known.Call.Place.Turn == turn;
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

    private bool Knows(LiveCall call)
    {
        foreach (var known in _calls)
        {
            if (ReferenceEquals(known.Call, call)) return true;
        }

        return _told.Contains(call);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
