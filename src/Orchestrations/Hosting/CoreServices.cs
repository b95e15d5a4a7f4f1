using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Hosting.Client;
using DurableTeams.Hosting.Starting;
using DurableTeams.Models;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Services.Health;
using DurableTeams.Services.Maintenance;
using DurableTeams.Storage;
using DurableTeams.Telemetry;
using DurableTeams.Telemetry.Export;
using DurableTeams.Tools;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Hosting;

/// <summary>The services of the core, whichever engine and store a program chooses.</summary>
internal static class CoreServices
{
    /// <summary>Adds the services, the first time, and finds what was registered before.</summary>
    public static Registrations AddTo(IServiceCollection services)
    {
        var known = services.Select(service => service.ImplementationInstance).OfType<Registrations>().FirstOrDefault();
        if (known is not null) return known;
        var registrations = new Registrations();
        services.AddSingleton(registrations);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddTeamModels();
        services.AddTeamTools();
        services.AddRunActivities();
        AddServices(services);
        AddSpans(services);
        services.TryAddSingleton<ChosenEngine>();
        services.TryAddSingleton(provider => provider.GetRequiredService<ChosenEngine>().Engine);
        services.TryAddSingleton<IRunStore>(provider => provider.GetRequiredService<ChosenStore>().Store);
        services.TryAddSingleton<ChosenStore>();
        services.TryAddSingleton<TeamLoading>();
        services.TryAddSingleton<ITeamCatalog>(provider => new TeamCatalog(
            provider.GetRequiredService<TeamLoading>().Teams, provider.GetRequiredService<IRunStore>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartCheck, VersionCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartCheck, NameCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartCheck, CodeToolCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartCheck, ModelRegistrationCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartCheck, ChoiceCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartCheck, ClientCheck>());
        services.TryAddSingleton<HostedTeams>();
        services.TryAddSingleton<IDurableTeams>(provider => ActivatorUtilities.CreateInstance<DurableTeamsClient>(provider));
        services.AddHostedService(provider => provider.GetRequiredService<HostedTeams>());
        services.PostConfigure<Microsoft.Extensions.Logging.LoggerFilterOptions>(ServerLogs.KeepQuiet);
        return registrations;
    }

    /// <summary>Spans for whoever listens to <see cref="SpanSource"/>: nothing is read or kept while nobody does.</summary>
    private static void AddSpans(IServiceCollection services)
    {
        services.TryAddSingleton(provider => SpanExportOptions.Read(provider.GetRequiredService<IDefinitionEnvironment>().Get));
        services.TryAddSingleton<WaitingRuns>();
        services.AddSingleton<IRunFeed>(provider => provider.GetRequiredService<WaitingRuns>());
        services.AddSingleton<ITeamsLifetime, SpanExportLifetime>();
    }

    private static void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton<RunScheduler>();
        services.TryAddSingleton<RunService>();
        services.TryAddSingleton<RetryService>();
        services.TryAddSingleton<ForkService>();
        services.TryAddSingleton<SessionService>();
        services.TryAddSingleton<RunViews>();
        services.TryAddSingleton<SpecViews>();
        services.TryAddSingleton<TraceReader>();
        services.TryAddSingleton<TraceViews>();
        services.TryAddSingleton<DecisionCheck>();
        services.TryAddSingleton<DecisionSignals>();
        services.TryAddSingleton<ApprovalService>();
        services.TryAddSingleton<HealthReport>();
        services.TryAddSingleton<DefinitionUse>();
        services.TryAddSingleton<RequirementTools>();
        services.TryAddSingleton(provider => new RequirementContexts(
            provider.GetRequiredService<IRunStore>(), provider.GetRequiredService<RequirementViews>(),
            provider.GetRequiredService<RequirementTools>()));
        services.TryAddSingleton<OldestPendingMetric>();
        services.TryAddSingleton<OutboxRelay>();
        services.TryAddSingleton(MaintenanceOptions.Default);
        services.TryAddSingleton<Retention>();
        services.TryAddSingleton<StuckRuns>();
        services.TryAddSingleton<ViewLog>();
    }
}
