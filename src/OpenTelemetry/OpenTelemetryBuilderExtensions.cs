using DurableTeams.Json;
using DurableTeams.OpenTelemetry;
using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams;

/// <summary>Exports traces, measurements and logs of the program.</summary>
public static class OpenTelemetryBuilderExtensions
{
    /// <summary>
    /// Exports by OTLP where OpenTelemetry's variables name a collector (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and others), and to
    /// Application Insights where <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is set. Where neither is, nothing is exported, and
    /// tracing costs nothing. What else the program adds with <c>services.AddOpenTelemetry()</c> is exported too.
    /// </summary>
    /// <remarks>
    /// Each span of a run is sent until a collector has accepted it, and then not again: on SQLite by the next process, where
    /// this one is killed before.
    /// </remarks>
    /// <param name="teams">The builder.</param>
    /// <param name="options">Where the variables are, and more; null for the environment.</param>
    /// <exception cref="SettingException">A variable's value cannot be used; the message has its name and an example.</exception>
    public static DurableTeamsBuilder UseOpenTelemetry(this DurableTeamsBuilder teams, TelemetryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(teams);
        options ??= new TelemetryOptions();
        Func<string, string?> read = options.Configuration is { } configuration
            ? name => configuration[name]
            : Environment.GetEnvironmentVariable;
        teams.Services.Replace(ServiceDescriptor.Singleton(SpanExportOptions.Read(read)));
        // A second call is the same call.
        if (teams.Services.Any(service => service.ServiceType == typeof(TelemetryShutdown))) return teams;
        if (TelemetrySettings.Read(read) is not { } settings) return teams;
        teams.Services.AddSingleton<TelemetryShutdown>();
        teams.Services.AddHostedService(services => services.GetRequiredService<TelemetryShutdown>());
        Exporters.AddTo(teams.Services, settings, options);
        return teams;
    }
}
