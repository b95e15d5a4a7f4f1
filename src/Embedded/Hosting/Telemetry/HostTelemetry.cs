using System.Reflection;
using Azure.Monitor.OpenTelemetry.Exporter;
using DurableTeams.Hosting;
using DurableTeams.OpenTelemetry;
using DurableTeams.Telemetry;
using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DurableTeams.Embedded.Hosting;

/// <summary>
/// The host's OpenTelemetry. It is made apart from the host's services, whose configuration is deliberately empty: the SDK
/// reads its own settings (limits, intervals, the resource) from the environment.
/// </summary>
internal sealed class HostTelemetry : ITeamsLifetime, IAsyncDisposable
{
    private const string Service = "durableteams";
    private const int ShutdownMilliseconds = 2_000;
    private static readonly TimeSpan LastPass = TimeSpan.FromSeconds(5), LeastPass = TimeSpan.FromMilliseconds(500);

    private readonly TelemetrySettings _settings;
    private readonly string _instance = Guid.NewGuid().ToString();
    private readonly WaitingRuns? _waiting;
    private TracerProvider? _tracers;
    private MeterProvider? _meters;
    private SpanExport? _export;
    private IServiceProvider? _services;

    public HostTelemetry(TelemetrySettings? settings)
    {
        _settings = settings ?? new TelemetrySettings();
        _waiting = !_settings.HasTraces ? null : new WaitingRuns(_settings.Export);
    }

    /// <summary>Takes part in the host's start and stop, and listens to the commits of runs where tracing is on.</summary>
    public void AddTo(IServiceCollection services)
    {
        if (_waiting is not null) services.AddSingleton<IRunFeed>(_waiting);
        services.AddSingleton<ITeamsLifetime>(provider =>
        {
            _services = provider;
            return this;
        });
    }

    /// <summary>Exports logs too, where a target is set.</summary>
    public void AddLogs(ILoggingBuilder logging)
    {
        if (!_settings.HasLogs) return;
        logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(Resource());
            logs.IncludeFormattedMessage = true;
            if (_settings.Logs is { } otlp) logs.AddOtlpExporter(otlp.Configure);
            if (_settings.Insights is { } insights) logs.AddAzureMonitorLogExporter(insights.Configure);
        });
    }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_settings.HasMetrics)
        {
            var meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource()).AddMeter(TeamMetrics.MeterName)
                .AddRequests();
            if (_settings.Metrics is { } otlp) meters.AddOtlpExporter(otlp.Configure);
            if (_settings.Insights is { } insights) meters.AddAzureMonitorMetricExporter(insights.Configure);
            _meters = meters.Build();
        }

        if (!_settings.HasTraces) return;
        var delivery = Listen();
        var cursors = _services!.GetRequiredService<ITraceCursors>();
        await cursors.BeginAsync(cancellationToken);
        _export = SpanExport.Create(_services!, _settings.Export, _waiting!, cursors, delivery, _settings.CapturesContent);
        _export.Start();
    }

    /// <summary>Exports what is left, for a few seconds at most, before the storage closes.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) =>
        _export?.StopAsync(cancellationToken.IsCancellationRequested ? LeastPass : LastPass) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_export is not null) await _export.StopAsync(TimeSpan.Zero);
        _tracers?.Shutdown(ShutdownMilliseconds);
        _tracers?.Dispose();
        _meters?.Shutdown(ShutdownMilliseconds);
        _meters?.Dispose();
    }

    private ISpanDelivery Listen()
    {
        var tracers = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource()).AddSource(SpanSource.Name);
        ISpanDelivery delivery = new DirectDelivery();
        if (_settings.Traces is { } target)
        {
            var options = new OtlpExporterOptions();
            target.Configure(options);
            var acknowledged = new AcknowledgedExport(new OtlpTraceExporter(options));
            tracers.AddProcessor(acknowledged);
            delivery = acknowledged;
        }

        // Azure's exporter keeps on disk what it cannot send.
        if (_settings.Insights is { } insights) tracers.AddAzureMonitorTraceExporter(insights.Configure);
        _tracers = tracers.SetSampler(new RunSampler(_settings.Sampler)).Build();
        return delivery;
    }

    private ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddService(
            Service,
            serviceVersion: typeof(HostTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion,
            serviceInstanceId: _instance)
        // Last, since the environment wins.
        .AddEnvironmentVariableDetector();
}
