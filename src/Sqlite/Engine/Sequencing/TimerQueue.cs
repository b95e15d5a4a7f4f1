namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>All timers that are set, and one timer of the system for the next of them. The sequencer's.</summary>
internal sealed class TimerQueue : IDisposable
{
    // A clock that is set forward must not make a timer late by more than this.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);

    private readonly SortedSet<TimerKey> _timers = [];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;

    /// <summary>Makes a queue that calls back (on any thread) when something may be due.</summary>
    public TimerQueue(TimeProvider time, Action due)
    {
        _time = time;
        _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count => _timers.Count;

    /// <summary>When the next of them is due, in UTC ticks; null for none.</summary>
    public long? Next => _timers.Count == 0 ? null : _timers.Min.Due;

    public void Add(TimerKey timer) => _timers.Add(timer);

    public void Remove(TimerKey timer) => _timers.Remove(timer);

    /// <summary>Takes out a timer that is due.</summary>
    public bool TryTakeDue(long now, out TimerKey timer)
    {
        timer = _timers.Count == 0 ? default : _timers.Min;
        return _timers.Count > 0 && timer.Due <= now && _timers.Remove(timer);
    }

    /// <summary>Notes that the system's timer has gone off.</summary>
    public void WentOff() => _armedFor = long.MaxValue;

    /// <summary>Sets the system's timer for the next due timer.</summary>
    public void Arm()
    {
        if (_timers.Count == 0 || _timers.Min.Due >= _armedFor) return;
        var next = _timers.Min.Due;
        _armedFor = next;
        // Rounded up: a callback before the time would only have to be repeated.
        var milliseconds = Math.Ceiling(new TimeSpan(next - _time.GetUtcNow().Ticks).TotalMilliseconds);
        var wait = TimeSpan.FromMilliseconds(Math.Max(0, milliseconds));
        _timer.Change(wait < LongestSleep ? wait : LongestSleep, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();
}
