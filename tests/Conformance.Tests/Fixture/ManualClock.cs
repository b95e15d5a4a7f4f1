namespace DurableTeams.Conformance.Tests;

/// <summary>A clock that stands still until a test moves it; timers fire on the thread pool.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp()
    {
        lock (_gate) return _elapsed.Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
            _elapsed += by;
            foreach (var timer in _timers.ToArray()) timer.FireIfDue(_elapsed);
        }
    }

    /// <summary>Sets the wall clock as an administrator would; no time passes.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_gate) _now += by;
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan? _due;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._elapsed + dueTime;
                clock._timers.Remove(this);
                if (_due is not null) clock._timers.Add(this);
                FireIfDue(clock._elapsed);
                return true;
            }
        }

        public void FireIfDue(TimeSpan elapsed)
        {
            if (_due is null || _due > elapsed) return;
            var again = _period > TimeSpan.Zero;
            _due = again ? elapsed + _period : null;
            if (!again) clock._timers.Remove(this);
            ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null);
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _due = null;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
