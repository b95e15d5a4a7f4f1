namespace DurableTeams.Orchestrations.Tests.Approvals.Links;

/// <summary>A clock that stands where a test puts it.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
