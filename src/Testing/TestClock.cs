namespace DurableTeams.Testing;

/// <summary>
/// The time of a test: it goes on as the system's does, and <see cref="Advance"/> moves it forward. Timers that are due by then
/// fire at once, so that an approval that expires after a day does so in a test. Safe to use from several threads.
/// </summary>
public sealed class TestClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<MovableTimer> _timers = [];
    private long _movedTicks;

    /// <summary>How far the clock is ahead of the system's.</summary>
    public TimeSpan Moved => new(Interlocked.Read(ref _movedTicks));

    /// <summary>Moves the clock forward.</summary>
    /// <param name="by">How far; not negative, since time does not go back.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _movedTicks, by.Ticks);
        MovableTimer[] timers;
        lock (_gate) timers = [.. _timers];
        foreach (var timer in timers) timer.Arm();
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Moved;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _movedTicks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new MovableTimer(this, callback, state);
        lock (_gate) _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class MovableTimer : ITimer
    {
        private readonly Lock _gate = new();
        private readonly TestClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _inner;
        private TimeSpan? _due;
        private TimeSpan _period;
        private bool _disposed;

        public MovableTimer(TestClock clock, TimerCallback callback, object? state)
        {
            (_clock, _callback, _state) = (clock, callback, state);
            _inner = System.CreateTimer(
                timer => ((MovableTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        private TimeSpan Now => new(_clock.GetTimestamp());

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                if (_disposed) return false;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : Now + dueTime;
                _period = period;
            }

            Arm();
            return true;
        }

        // The system's timer waits for what is left of the time; it takes no more than some weeks at once.
        public void Arm()
        {
            lock (_gate)
            {
                if (_disposed) return;
                var left = _due - Now;
                _inner.Change(
                    left is not { } wait ? Timeout.InfiniteTimeSpan
                        : wait < TimeSpan.Zero ? TimeSpan.Zero
                        : wait > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1)
                        : wait,
                    Timeout.InfiniteTimeSpan);
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                if (_disposed) return;
                _disposed = true;
                _inner.Dispose();
            }

            lock (_clock._gate) _clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            lock (_gate)
            {
                if (_disposed || _due is not { } due) return;
                var early = due > Now;
                if (!early) _due = _period > TimeSpan.Zero ? Now + _period : null;
                if (early || _due is not null) Arm();
                if (early) return;
            }

            _callback(_state);
        }
    }
}
