using System.Reflection;
using Azure.Monitor.OpenTelemetry.Exporter;
using DurableTeams.Telemetry;
using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DurableTeams.OpenTelemetry;

/// <summary>The exporters of the program's OpenTelemetry setup, for the signals that have a target.</summary>
/// <remarks>
/// Not <c>UseOtlpExporter</c>: it cannot turn one signal off, does not choose the protocol by the port, and gives no error for a
/// bad value.
/// </remarks>
internal static class Exporters
{
    /// <summary>Adds them to the setup, which a program may have begun itself.</summary>
    public static void AddTo(IServiceCollection services, TelemetrySettings settings, TelemetryOptions options)
    {
        var builder = services.AddOpenTelemetry();
        if (options.ServiceName is { } name)
        {
            var version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion;
            // The environment last, since it wins.
            builder.ConfigureResource(resource =>
                resource.AddService(name, serviceVersion: version).AddEnvironmentVariableDetector());
        }

        if (settings.HasTraces)
        {
            options.ConfigureTracing?.Invoke(builder);
            if (settings.Traces is { } target) AddDelivery(services, target);
            builder.WithTracing(tracing => AddTraces(tracing, settings));
        }

        if (settings.HasMetrics) builder.WithMetrics(metering => AddMetrics(metering, settings));
        if (settings.HasLogs)
            builder.WithLogging(logging => AddLogs(logging, settings), logs => logs.IncludeFormattedMessage = true);
    }

    private static void AddDelivery(IServiceCollection services, OtlpTarget target)
    {
        services.AddSingleton(_ => new AcknowledgedExport(Exporter(target)));
        services.AddSingleton<ISpanDelivery>(provider => provider.GetRequiredService<AcknowledgedExport>());
    }

    private static void AddTraces(TracerProviderBuilder tracing, TelemetrySettings settings)
    {
        tracing.AddSource(SpanSource.Name);
        if (settings.Traces is { } target)
        {
            tracing.AddProcessor(provider => provider.GetRequiredService<AcknowledgedExport>());
            tracing.AddProcessor(provider => new OtherSpans(
                Exporter(target),
                provider.GetRequiredService<IOptionsMonitor<BatchExportActivityProcessorOptions>>().CurrentValue));
        }

        // Azure's exporter keeps on disk what it cannot send.
        if (settings.Insights is { } insights) tracing.AddAzureMonitorTraceExporter(insights.Configure);
        // Last, since that exporter brings a sampler of its own.
        tracing.SetSampler(new RunSampler(settings.Sampler));
    }

    private static void AddMetrics(MeterProviderBuilder metering, TelemetrySettings settings)
    {
        metering.AddMeter(TeamMetrics.MeterName).AddRequests();
        if (settings.Metrics is { } otlp) metering.AddOtlpExporter(otlp.Configure);
        if (settings.Insights is { } insights) metering.AddAzureMonitorMetricExporter(insights.Configure);
    }

    private static void AddLogs(LoggerProviderBuilder logging, TelemetrySettings settings)
    {
        if (settings.Logs is { } otlp) logging.AddOtlpExporter(otlp.Configure);
        if (settings.Insights is { } insights) logging.AddAzureMonitorLogExporter(insights.Configure);
    }

    private static OtlpTraceExporter Exporter(OtlpTarget target)
    {
        var options = new OtlpExporterOptions();
        target.Configure(options);
        return new OtlpTraceExporter(options);
    }
}
