namespace DurableTeams.Embedded.Hosting;

/// <summary>When a host with nothing left to do ends.</summary>
/// <param name="Exit">After this long without work, and with none that comes by itself within as long again.</param>
/// <param name="Ceiling">After this long without progress, whatever still runs then: members that do are closed as timed out.</param>
internal sealed record IdleLimits(TimeSpan Exit, TimeSpan Ceiling)
{
    /// <summary>The ceiling where none is given.</summary>
    public static TimeSpan DefaultCeiling { get; } = TimeSpan.FromMinutes(60);
}
