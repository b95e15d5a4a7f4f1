using System.Diagnostics;

namespace DurableTeams.Telemetry.Export;

/// <summary>Where the spans of runs come out: any OpenTelemetry setup that adds this source gets them.</summary>
public static class SpanSource
{
    /// <summary>The name of the source.</summary>
    public const string Name = "DurableTeams";

    /// <summary>The source.</summary>
    internal static ActivitySource Activities { get; } = new(Name, typeof(SpanSource).Assembly.GetName().Version?.ToString(3));

    /// <summary>Whether anybody wants spans; nothing is done where nobody does.</summary>
    public static bool IsListenedTo => Activities.HasListeners();
}
