using System.Diagnostics.Metrics;

namespace DurableTeams.Telemetry;

/// <summary>The meter of the product; listen to <see cref="MeterName"/> for its numbers.</summary>
public static class TeamMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "DurableTeams";

    /// <summary>The meter of the numbers that belong to the process as a whole.</summary>
    internal static Meter Meter { get; } = new(MeterName);
}
