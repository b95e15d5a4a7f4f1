using DurableTeams.Telemetry;
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
/// metrics out of the meter of that name; with OpenTelemetry's own variables set (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and
/// friends) they go out by OTLP from here, with the logs.
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
        if (settings is not null) AddOtlp(services, settings);
        services.AddHostedService(provider => new SpanExportService(provider, MessageContent.IsWanted(name => configuration[name])));
        return services;
    }

    private static void AddOtlp(IServiceCollection services, TelemetrySettings settings)
    {
        var builder = new Builder(services);
        if (settings.Traces is { } traces)
        {
            builder.UseFunctionsWorkerDefaults().WithTracing(tracing => tracing
                .AddSource(SpanSource.Name).SetSampler(new RunSampler(settings.Sampler)).AddOtlpExporter(traces.Configure));
        }

        if (settings.Metrics is { } metrics) builder.WithMetrics(metering => metering.AddMeter(SpanSource.Name).AddOtlpExporter(metrics.Configure));
        if (settings.Logs is { } logs) builder.WithLogging(logging => logging.AddOtlpExporter(logs.Configure));
        services.AddHostedService<TelemetryProviders>();
    }

    /// <summary>
    /// Stands in for the builder of OpenTelemetry.Extensions.Hosting, which the restricted feed lacks; <see cref="TelemetryProviders"/>
    /// for its hosted service.
    /// </summary>
    private sealed class Builder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }
}
