using Azure.Monitor.OpenTelemetry.Exporter;
using DurableTeams.Json;
using DurableTeams.OpenTelemetry;
using DurableTeams.Telemetry;
using DurableTeams.Telemetry.Export;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DurableTeams.FunctionsApp.Telemetry;

/// <summary>
/// OpenTelemetry on the Functions host. The source <see cref="SpanSource.Name"/> has the spans of runs, the meter
/// <see cref="TeamMetrics.MeterName"/> the metrics. With OpenTelemetry's variables set (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and
/// others), spans, metrics and logs are exported by OTLP; with <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> set, to Application
/// Insights.
/// </summary>
public static class FunctionsTelemetry
{
    /// <summary>Adds telemetry. The store takes the <see cref="IRunFeed"/> of these services.</summary>
    /// <exception cref="SettingException">A variable's value cannot be used.</exception>
    public static IServiceCollection AddFunctionsTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        var options = new SpanExportOptions();
        services.AddSingleton(options);
        services.AddSingleton<WaitingRuns>();
        services.AddSingleton<IRunFeed>(provider => provider.GetRequiredService<WaitingRuns>());
        // Before the service that emits: a listener must exist before that service, and outlive it.
        var settings = TelemetrySettings.Read(name => configuration[name]);
        if (settings is not null) AddExporters(services, settings);
        services.AddHostedService(provider => new SpanExportService(
            provider, MessageContent.IsWanted(name => configuration[name])));
        return services;
    }

    // Not UseOtlpExporter: it cannot turn one signal off, does not choose the protocol by the port, and gives no error for a
    // bad value.
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
