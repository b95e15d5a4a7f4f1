namespace DurableTeams;

/// <summary>When a host with nothing left to do ends.</summary>
/// <param name="Exit">The host ends after this long without work, if nothing is due by itself within the same time
/// again.</param>
/// <param name="Ceiling">The host ends after this long without progress; members that still work then are closed as timed
/// out.</param>
public sealed record IdleLimits(TimeSpan Exit, TimeSpan Ceiling)
{
    /// <summary>The default ceiling.</summary>
    public static TimeSpan DefaultCeiling { get; } = TimeSpan.FromMinutes(60);
}
