using DurableTeams.Approvals;
using DurableTeams.Http;
using DurableTeams.Models;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Services.Maintenance;
using DurableTeams.Telemetry;
using DurableTeams.Tools;
using DurableTeams.Tools.Functions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Functions;

/// <summary>What every host of the product registers, whichever engine and store it brings.</summary>
public static class DurableTeamsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the services that triggers and activities use. The host adds its <c>IRunStore</c> and <c>ITeamCatalog</c>.
    /// </summary>
    public static IServiceCollection AddDurableTeams(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddTeamModels();
        services.AddTeamTools();
        services.AddRunActivities();
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
        services.TryAddSingleton<OldestPendingMetric>();
        services.TryAddSingleton<OutboxRelay>();
        services.TryAddSingleton(MaintenanceOptions.Default);
        services.TryAddSingleton<Retention>();
        services.TryAddSingleton<StuckRuns>();
        services.TryAddSingleton<ViewLog>();
        services.AddDurableTeamsHttp();
        return services;
    }

    /// <summary>The names of the .NET functions that team files may use as tools.</summary>
    internal static IReadOnlySet<string> RegisteredFunctionNames(this IServiceCollection services) => services
        .Select(service => service.ImplementationInstance)
        .OfType<RegisteredTool>()
        .Select(tool => tool.Function.Name)
        .ToHashSet(StringComparer.Ordinal);
}
