using Microsoft.Extensions.Configuration;
using OpenTelemetry;

namespace DurableTeams;

/// <summary>How telemetry is exported (<c>UseOpenTelemetry</c>).</summary>
public sealed record TelemetryOptions
{
    /// <summary>
    /// Where the variables are read; null for the environment of the process. The OpenTelemetry SDK reads its own (intervals, the
    /// resource) from the program's <see cref="IConfiguration"/>, which usually includes the environment.
    /// </summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>
    /// The <c>service.name</c> where <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> set none; null for what
    /// OpenTelemetry calls the program.
    /// </summary>
    public string? ServiceName { get; init; }

    /// <summary>Adds to the setup; called where spans are exported, and not where they are not.</summary>
    public Action<IOpenTelemetryBuilder>? ConfigureTracing { get; init; }
}
