using DurableTeams.Telemetry;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DurableTeams.Functions.Telemetry;

/// <summary>
/// OpenTelemetry on the Functions host. Runs' spans come out of the source <see cref="SpanSource.Name"/> for whoever listens,
/// metrics out of the meter of that name; with OpenTelemetry's own variables set (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and
/// friends) they go out by OTLP from here, with the logs.
/// </summary>
public static class FunctionsTelemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Traces = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string Metrics = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string Logs = "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT";

    /// <summary>Adds it. The store takes the <see cref="IRunFeed"/> of these services.</summary>
    /// <exception cref="SettingException">An endpoint is no address.</exception>
    public static IServiceCollection AddFunctionsTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        var options = new SpanExportOptions();
        services.AddSingleton(options);
        services.AddSingleton<WaitingRuns>();
        services.AddSingleton<IRunFeed>(provider => provider.GetRequiredService<WaitingRuns>());
        // Before the service that emits: what listens must be there first, and outlast it.
        AddOtlp(services, configuration);
        services.AddHostedService(provider => new SpanExportService(provider, IsTrue(configuration[MessageContent.Setting])));
        return services;
    }

    private static void AddOtlp(IServiceCollection services, IConfiguration configuration)
    {
        var all = IsSet(configuration, Endpoint);
        var (traces, metrics, logs) = (all | IsSet(configuration, Traces), all | IsSet(configuration, Metrics), all | IsSet(configuration, Logs));
        if (!(traces | metrics | logs) || IsTrue(configuration["OTEL_SDK_DISABLED"])) return;
        var builder = new Builder(services);
        if (traces) builder.UseFunctionsWorkerDefaults().WithTracing(tracing => tracing.AddSource(SpanSource.Name).AddOtlpExporter(To(configuration, Traces)));
        if (metrics) builder.WithMetrics(metering => metering.AddMeter(SpanSource.Name).AddOtlpExporter(To(configuration, Metrics)));
        if (logs) builder.WithLogging(logging => logging.AddOtlpExporter(To(configuration, Logs)));
        services.AddHostedService<TelemetryProviders>();
    }

    /// <summary>The exporter reads the common variables itself, but not those of one signal.</summary>
    private static Action<OtlpExporterOptions> To(IConfiguration configuration, string name) => options =>
    {
        if (IsSet(configuration, name)) options.Endpoint = new Uri(configuration[name]!);
    };

    private static bool IsSet(IConfiguration configuration, string name)
    {
        if (configuration[name] is not { Length: > 0 } value) return false;
        return Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? true
            : throw new SettingException(name, $"'{value}' is not an address such as http://localhost:4318.");
    }

    private static bool IsTrue(string? value) => string.Equals(value?.Trim(), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Stands in for the builder of OpenTelemetry.Extensions.Hosting, which the restricted feed lacks; <see cref="TelemetryProviders"/>
    /// for its hosted service.
    /// </summary>
    private sealed class Builder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }
}
