using DurableTeams.Definitions;
using DurableTeams.Outbound;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Tools;

/// <summary>Registers the tools.</summary>
internal static class ToolServices
{
    /// <summary>Adds <see cref="IToolbox"/> with the tools of all kinds.</summary>
    public static IServiceCollection AddTeamTools(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDefinitionEnvironment>(ProcessEnvironment.Instance);
        services.AddOutbound();
        services.TryAddSingleton<ToolNetworks>();
        foreach (var kind in ToolKinds.All) kind.AddTo(services);
        services.TryAddSingleton<IToolbox, Toolbox>();
        services.TryAddSingleton(StopGrace.Default);
        services.TryAddSingleton<HostStop>();
        return services;
    }
}
