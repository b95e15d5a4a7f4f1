using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Outbound;
using DurableTeams.Tools.Functions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Tools;

/// <summary>Registers the tools.</summary>
public static class ToolServices
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

    /// <summary>Adds a .NET function that members can name among their tools.</summary>
    public static IServiceCollection AddTeamTool(
        this IServiceCollection services, AIFunction function, Func<JsonElement, bool>? approveWhen = null) =>
        services.AddSingleton(new RegisteredTool(function, approveWhen is null ? null : tool => tool.When(approveWhen)));
}
