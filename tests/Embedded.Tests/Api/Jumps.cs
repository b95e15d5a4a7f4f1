namespace DurableTeams.Embedded.Tests.Api;

internal static class Jumps
{
    /// <summary>Sets the clock forward; timers keep the time they had left, so that a host's own rounds do not run.</summary>
    public static void Jump(this FakeTimeProvider time, TimeSpan by) => time.AdjustTime(time.GetUtcNow() + by);
}
