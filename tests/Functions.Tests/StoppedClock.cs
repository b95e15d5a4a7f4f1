namespace DurableTeams.Functions.Tests;

/// <summary>A clock that goes on only when it is told to, so that how old a thing is does not hang on how fast the machine is.</summary>
internal sealed class StoppedClock : TimeProvider
{
    private long _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _elapsed);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _elapsed, time.Ticks);
}
