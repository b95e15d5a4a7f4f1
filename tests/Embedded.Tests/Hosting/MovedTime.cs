namespace DurableTeams.Embedded.Tests.Hosting;

/// <summary>The real clock, moved by what a test says.</summary>
internal sealed class MovedTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Ahead;
}
