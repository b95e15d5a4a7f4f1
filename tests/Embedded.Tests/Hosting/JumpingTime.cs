namespace DurableTeams.Embedded.Tests.Hosting;

/// <summary>A clock that jumps to the end of every wait: time passes, nobody sleeps.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.UtcNow;

    /// <summary>Called after each jump.</summary>
    public Action? Jumped { get; set; }

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _ = Task.Run(() =>
        {
            _now += dueTime;
            Jumped?.Invoke();
            callback(state);
        });
        return new Nothing();
    }

    private sealed class Nothing : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
