using Azure.Monitor.OpenTelemetry.Exporter;
using DurableTeams.Json;
using DurableTeams.Telemetry;
using DurableTeams.Telemetry.Export;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DurableTeams.Functions.Telemetry;

/// <summary>
/// OpenTelemetry on the Functions host. Runs' spans come out of the source <see cref="SpanSource.Name"/> for whoever listens,
/// metrics out of the meter <see cref="TeamMetrics.MeterName"/>; with OpenTelemetry's own variables set (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and
/// friends) they go out by OTLP from here, with the logs, and to Application Insights with
/// <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>.
/// </summary>
public static class FunctionsTelemetry
{
    /// <summary>Adds it. The store takes the <see cref="IRunFeed"/> of these services.</summary>
    /// <exception cref="SettingException">A variable's value cannot be used.</exception>
    public static IServiceCollection AddFunctionsTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        var options = new SpanExportOptions();
        services.AddSingleton(options);
        services.AddSingleton<WaitingRuns>();
        services.AddSingleton<IRunFeed>(provider => provider.GetRequiredService<WaitingRuns>());
        // Before the service that emits: what listens must be there first, and outlast it.
        var settings = TelemetrySettings.Read(name => configuration[name]);
        if (settings is not null) AddExporters(services, settings);
        services.AddHostedService(provider => new SpanExportService(provider, MessageContent.IsWanted(name => configuration[name])));
        return services;
    }

    // Not UseOtlpExporter: it knows no signal that is turned off, no protocol by its port, and no word for a value that cannot be used.
    private static void AddExporters(IServiceCollection services, TelemetrySettings settings)
    {
        var builder = services.AddOpenTelemetry();
        if (settings.HasTraces)
        {
            builder.UseFunctionsWorkerDefaults().WithTracing(tracing =>
            {
                tracing.AddSource(SpanSource.Name);
                if (settings.Traces is { } otlp) tracing.AddOtlpExporter(otlp.Configure);
                if (settings.Insights is { } insights) tracing.AddAzureMonitorTraceExporter(insights.Configure);
                // Last, since Azure's exporter brings a sampler of its own.
                tracing.SetSampler(new RunSampler(settings.Sampler));
            });
        }

        if (settings.HasMetrics)
        {
            builder.WithMetrics(metering =>
            {
                metering.AddMeter(TeamMetrics.MeterName).AddRequests();
                if (settings.Metrics is { } otlp) metering.AddOtlpExporter(otlp.Configure);
                if (settings.Insights is { } insights) metering.AddAzureMonitorMetricExporter(insights.Configure);
            });
        }

        if (!settings.HasLogs) return;
        builder.WithLogging(logging =>
        {
            if (settings.Logs is { } otlp) logging.AddOtlpExporter(otlp.Configure);
            if (settings.Insights is { } insights) logging.AddAzureMonitorLogExporter(insights.Configure);
        });
    }
}
