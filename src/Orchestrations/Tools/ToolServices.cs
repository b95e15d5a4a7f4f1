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
        return services;
    }

    /// <summary>
    /// Adds a .NET function that members can name among their tools. An <see cref="ApprovalRequiredAIFunction"/> is
    /// gated by a person's confirmation.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="function">The function.</param>
    /// <param name="approveWhen">Which calls a person has to confirm, by their arguments (a JSON object); null leaves that to the
    /// function's type and the team file.</param>
    /// <exception cref="ArgumentException">Another function has its name.</exception>
    public static IServiceCollection AddTeamTool(
        this IServiceCollection services, AIFunction function, Func<JsonElement, bool>? approveWhen = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(function);
        if (services.Any(s => s.ImplementationInstance is RegisteredTool tool && tool.Function.Name == function.Name))
        {
            throw new ArgumentException($"A tool named '{function.Name}' is registered already.", nameof(function));
        }

        return services.AddSingleton(new RegisteredTool(function, approveWhen));
    }
}
