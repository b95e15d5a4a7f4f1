using System.Diagnostics;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Azurite;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Functions.Hosting;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry;
using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DurableTeams.Functions.Tests.Telemetry;

[Collection(AzuriteCollection.Name)]
public sealed partial class OpenTelemetryTests(AzuriteFixture azurite)
{
    [AzuriteFact]
    public async Task Spans_OfARunInTables_GoOutByOtlpInItsTraceAndNotTwice()
    {
        await using var sink = await TelemetrySink.OpenAsync();
        await using var services = Services(
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", $"{sink.Root}v1/traces"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"));
        var (store, hosted) = (services.GetRequiredService<IRunStore>(), services.GetServices<IHostedService>().ToList());
        foreach (var service in hosted) await service.StartAsync(default);
        var (trace, runId) = ("0af7651916cd43dd8448eb211c80319c", "r" + Guid.NewGuid().ToString("N")[..20]);
        var now = DateTimeOffset.UtcNow;
        await store.CreateRunAsync(Run(runId, trace, now), null);

        await store.CommitAsync(new RunChange(runId, now)
        {
            Run = new StatusPatch(RunStatus.Running),
            Started =
            [
                new MemberRunRecord
                {
                    RunId = runId,
                    MemberRunId = RunIds.Leader(runId),
                    Status = RunStatus.Running,
                    StartedAt = now
                }
            ],
            Events = [new RunEventDraft("started", RunEventTypes.RunStarted)],
        });
        await store.CommitAsync(new RunChange(runId, now.AddSeconds(1))
        {
            Run = new StatusPatch(RunStatus.Cancelled),
            Events = [new RunEventDraft("ended", RunEventTypes.RunCancelled)]
        });
        await sink.UntilAsync(Convert.FromHexString(trace));
        foreach (var service in hosted) await service.StopAsync(default);

        Assert.Equal(1, sink.Count(Convert.FromHexString(SpanIds.Agent(runId))));
    }

    [AzuriteFact]
    public async Task MeasurementsAndLogs_OneEndpointForAll_GoOutByOtlp()
    {
        await using var sink = await TelemetrySink.OpenAsync();
        await using var services = Services(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Root), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "100"));
        var (store, hosted) = (services.GetRequiredService<IRunStore>(), services.GetServices<IHostedService>().ToList());
        foreach (var service in hosted) await service.StartAsync(default);
        var (runId, now) = ("r" + Guid.NewGuid().ToString("N")[..20], DateTimeOffset.UtcNow);
        await store.CreateRunAsync(Run(runId, new string('1', 32), now), null);

        await store.CommitCountedAsync(new RunChange(runId, now)
        {
            Run = new StatusPatch(RunStatus.Running),
            Events = [new RunEventDraft("started", RunEventTypes.RunStarted)]
        });
        LogSeen(services.GetRequiredService<ILogger<OpenTelemetryTests>>(), runId);

        await sink.UntilAsync("durableteams.runs.started"u8.ToArray());
        await sink.UntilAsync("Seen by the collector"u8.ToArray());
        await sink.UntilAsync(System.Text.Encoding.UTF8.GetBytes(runId));
        foreach (var service in hosted) await service.StopAsync(default);
    }

    [AzuriteFact]
    public async Task Requests_ToAnAddressWithSecrets_AreMeasuredAndTheAddressIsNowhere()
    {
        await using var sink = await TelemetrySink.OpenAsync();
        await using var services = Services(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Root), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"), ("OTEL_METRIC_EXPORT_INTERVAL", "100"));
        foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(default);
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri($"{sink.Root}hush-hush/hook?sig=hush-hush"));

        await sink.UntilAsync("http.client.request.duration"u8.ToArray());
        services.GetRequiredService<TracerProvider>().ForceFlush();
        foreach (var service in services.GetServices<IHostedService>()) await service.StopAsync(default);
        Assert.Equal(0, sink.Count("hush-hush"u8));
    }

    [AzuriteFact]
    public async Task SpansMeasurementsAndLogs_ConnectionString_GoToApplicationInsights()
    {
        await using var sink = await TelemetrySink.OpenAsync();
        await using var services = Services(
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={sink.Root};"
                + $"LiveEndpoint={sink.Root}"),
            ("APPLICATIONINSIGHTS_STATSBEAT_DISABLED", "true"), ("OTEL_BSP_SCHEDULE_DELAY", "50"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "100"));
        var (store, hosted) = (services.GetRequiredService<IRunStore>(), services.GetServices<IHostedService>().ToList());
        foreach (var service in hosted) await service.StartAsync(default);
        var (trace, runId) = (Guid.NewGuid().ToString("N"), "r" + Guid.NewGuid().ToString("N")[..20]);
        var now = DateTimeOffset.UtcNow;
        await store.CreateRunAsync(Run(runId, trace, now), null);
        await store.CommitCountedAsync(new RunChange(runId, now) { Run = new StatusPatch(
            RunStatus.Running), Events = [new RunEventDraft("started", RunEventTypes.RunStarted)] });
        await store.CommitAsync(new RunChange(runId, now.AddSeconds(1)) { Run = new StatusPatch(
            RunStatus.Cancelled), Events = [new RunEventDraft("ended", RunEventTypes.RunCancelled)] });
        LogSeen(services.GetRequiredService<ILogger<OpenTelemetryTests>>(), runId);
        services.GetRequiredService<MeterProvider>().ForceFlush();

        await sink.UntilAsync(System.Text.Encoding.UTF8.GetBytes(trace));
        await sink.UntilAsync("durableteams.runs.started"u8.ToArray());
        await sink.UntilAsync("Seen by the collector"u8.ToArray());
        foreach (var service in hosted) await service.StopAsync(default);
    }

    [AzuriteFact]
    public async Task Spans_OfASourceThatTheProgramAdds_GoOutInTheSameSetup()
    {
        await using var sink = await TelemetrySink.OpenAsync();
        await using var services = Services(
            more => more.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("Shop")),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Root), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"));
        _ = services.GetRequiredService<TracerProvider>();
        using var shop = new ActivitySource("Shop");
        ActivityTraceId trace;
        using (var sold = shop.StartActivity("sell")) trace = sold!.TraceId;

        await sink.UntilAsync(Convert.FromHexString(trace.ToHexString()));
        Assert.Equal(1, sink.Count(Convert.FromHexString(trace.ToHexString())));
    }

    [Theory]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=mine", "IngestionEndpoint=https://")]
    [InlineData("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "ClientId=me", "Authorization=AAD")]
    public void Settings_InsightsThatCannotBeUsed_AreToldByTheirNameWithoutTheValue(string name, string value, string example)
    {
        var told = Assert.Throws<SettingException>(() => Services(
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey={Guid.Empty}"), (name, value)));

        Assert.StartsWith(name + ":", told.Message, StringComparison.Ordinal);
        Assert.Contains(example, told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_EndpointThatIsNoAddress_IsToldByItsName()
    {
        var told = Assert.Throws<SettingException>(() => Services(("OTEL_EXPORTER_OTLP_ENDPOINT", "collector")));

        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT:", told.Message, StringComparison.Ordinal);
        Assert.Contains("http://localhost:4318", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")]
    [InlineData(false, true, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://localhost:4318/v1/metrics")]
    [InlineData(
        true, true, "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://localhost:4319/")]
    [InlineData(false, false, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318", "OTEL_SDK_DISABLED", "true")]
    public async Task Providers_AsTheVariablesSay_AreMade(bool traces, bool metrics, params string[] settings)
    {
        await using var services = Services([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);

        Assert.Equal(traces, services.GetService<TracerProvider>() is not null);
        Assert.Equal(metrics, services.GetService<MeterProvider>() is not null);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Seen by the collector: run {RunId}")]
    private static partial void LogSeen(ILogger logger, string runId);

    internal static readonly PinnedTeam Team = TeamHash.Pin(new TeamDefinition
    {
        Id = "solo",
        Name = "Solo",
        Mode = TeamMode.Coordinate,
        Model = "m",
        Models = { ["m"] = new ModelDefinition { Provider = "scripted" } },
        Members = [new MemberDefinition { Id = "ada", Role = "Works", Model = "m" }],
    });

    private ServiceProvider Services(params (string Name, string Value)[] settings) => Services(_ => { }, settings);

    private ServiceProvider Services(Action<IServiceCollection> more, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.GroupBy(setting => setting.Name)
                .Select(same => KeyValuePair.Create<string, string?>(same.Key, same.Last().Value))).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        // Those that ask nothing need no storage.
        var tables = new TableRunStoreOptions
        {
            ConnectionString = azurite.Server.ConnectionString,
            TablePrefix = "T" + Guid.NewGuid().ToString("N"),
        };
        services.AddDurableTeams(teams => teams
            .UseEngine("none", _ => new FunctionsEngine())
            .UseAzureTables(tables)
            .AddTeam(Team)
            .UseOpenTelemetry(new TelemetryOptions { Configuration = configuration }));
        more(services);
        return services.BuildServiceProvider();
    }

    internal static RunRecord Run(string runId, string trace, DateTimeOffset at) => new()
    {
        RunId = runId,
        TeamId = "solo",
        SessionId = "s-" + runId,
        Input = "Go",
        DefinitionVersion = Team.Version,
        TraceId = trace,
        CreatedAt = at,
        UpdatedAt = at,
    };
}
