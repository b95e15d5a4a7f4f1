using System.Diagnostics;

namespace DurableTeams.Telemetry.Export;

/// <summary>The source of the spans of runs: an OpenTelemetry setup that adds this source receives them.</summary>
public static class SpanSource
{
    /// <summary>The name of the source.</summary>
    public const string Name = "DurableTeams";

    /// <summary>The source.</summary>
    internal static ActivitySource Activities { get; } = new(Name, typeof(SpanSource).Assembly.GetName().Version?.ToString(3));

    /// <summary>Whether anybody listens; otherwise nothing is done.</summary>
    public static bool IsListenedTo => Activities.HasListeners();
}
