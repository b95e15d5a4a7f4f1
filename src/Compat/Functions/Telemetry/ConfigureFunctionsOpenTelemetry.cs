using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Microsoft.Azure.Functions.Worker.OpenTelemetry;

/// <summary>
/// Taken from the public source of Microsoft.Azure.Functions.Worker.OpenTelemetry 1.2.0, of which there is no listing read off
/// the assembly; what it tells the Functions host and reads of Azure's environment has no counterpart here.
/// </summary>
public static class ConfigureFunctionsOpenTelemetry
{
    public static IOpenTelemetryBuilder UseFunctionsWorkerDefaults(this IOpenTelemetryBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.WithTracing(tracing => tracing.AddSource("Microsoft.Azure.Functions.Worker"));
        return builder;
    }
}
