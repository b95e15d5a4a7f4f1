using DurableTeams.Storage.Records;

namespace DurableTeams.Live;

/// <summary>
/// A model call that speaks: its texts so far, in memory. Readers come and look when they can; each has its own place in the
/// texts, so that a slow reader costs nothing, and gets fewer and longer deltas.
/// </summary>
/// <param name="place">Which call.</param>
/// <param name="isRelayed">Whether it speaks in another process.</param>
/// <param name="isTold">Whether its number stands already.</param>
/// <param name="changed">There is something new.</param>
/// <param name="ended">Nothing more will come.</param>
internal sealed class LiveCall(
    LiveCallPlace place, bool isRelayed, bool isTold, Action changed, Action<LiveCall> ended) : IDisposable
{
    /// <summary>Characters of all texts of a call that are kept; what comes after is not told live.</summary>
    public const int MaxLength = 256 * 1024;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _followed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<LiveText> _texts = [];
    private volatile LiveCallPlace _place = place;
    private volatile bool _isTold = isTold;
    private int _length;

    /// <summary>Which call. Its attempt is the final one once it <see cref="IsTold"/>.</summary>
    public LiveCallPlace Place => _place;

    /// <summary>Whether it speaks in another process.</summary>
    public bool IsRelayed => isRelayed;

    /// <summary>Whether readers of this process may hear it: its number stands, where other processes see it.</summary>
    public bool IsTold => _isTold;

    /// <summary>Whether nothing more will come.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Completes when nothing more will come.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Completes when somebody in this process follows its run.</summary>
    public Task Followed => _followed.Task;

    /// <summary>Somebody in this process follows its run.</summary>
    public void Follow() => _followed.TrySetResult();

    /// <summary>Its number stands from now on; a second one changes nothing. The call may be over already.</summary>
    /// <param name="attempt">Which try of its turn it is.</param>
    public void Number(int attempt)
    {
        lock (_gate)
        {
            if (_isTold) return;
            _place = _place with { Attempt = attempt };
            _isTold = true;
        }

        changed();
    }

    /// <summary>Adds words of the answer.</summary>
    public void Say(string text) => Add(RunEventTypes.ContentDelta, null, text);

    /// <summary>Adds thoughts.</summary>
    public void Think(string text) => Add(RunEventTypes.ReasoningDelta, null, text);

    /// <summary>Adds to a tool call.</summary>
    /// <param name="index">The place of the call in its turn, from 0.</param>
    /// <param name="callId">Its id, where it is known.</param>
    /// <param name="name">The tool, where it is known.</param>
    /// <param name="arguments">The next characters of the arguments.</param>
    public void Call(int index, string? callId, string? name, string arguments) =>
        Add(RunEventTypes.ToolCallDelta, index, arguments, callId, name);

    /// <summary>What a reader has not read, by its places in the texts, which move on.</summary>
    public void Read(List<int> places, DateTimeOffset at, ICollection<LiveDelta> deltas)
    {
        lock (_gate)
        {
            var place = _place;
            for (var i = 0; i < _texts.Count; i++)
            {
                var text = _texts[i];
                // A call is told of before its arguments come.
                var isNew = places.Count == i;
                if (isNew) places.Add(0);
                var more = text.From(places[i]);
                if (more.Length == 0 && !(isNew && text.Index is not null)) continue;
                deltas.Add(new LiveDelta(
                    text.Type, place.RunId, place.MemberRunId, place.MemberId, at, new LiveDeltaData(
                        place.Turn, place.Attempt, places[i], more, text.Index, text.CallId, text.Name)));
                places[i] += more.Length;
            }
        }
    }

    /// <summary>Nothing more will come; whoever follows still reads the rest.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (IsOver) return;
            IsOver = true;
        }

        _ended.TrySetResult();
        ended(this);
    }

    private void Add(string type, int? index, string more, string? callId = null, string? name = null)
    {
        lock (_gate)
        {
            if (IsOver || (_length += more.Length) > MaxLength) return;
            var text = _texts.Find(text => text.Type == type && text.Index == index);
            if (text is null && more.Length == 0 && index is null) return;
            if (text is null) _texts.Add(text = new LiveText(type, index));
            text.Add(more, callId, name);
        }

        changed();
    }
}
