using System.Diagnostics.Metrics;

namespace DurableTeams.Telemetry;

/// <summary>The meter of the product; who wants its numbers listens to <see cref="MeterName"/>.</summary>
public static class TeamMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "DurableTeams";

    /// <summary>The meter of what is counted for the process as a whole.</summary>
    internal static Meter Meter { get; } = new(MeterName);
}
