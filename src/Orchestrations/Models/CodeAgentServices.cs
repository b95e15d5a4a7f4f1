using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Models;

/// <summary>Registers agents written in code.</summary>
internal static class CodeAgentServices
{
    /// <summary>Adds an agent that a member's <c>agent:</c> may name.</summary>
    /// <exception cref="ArgumentException">Another agent has its name.</exception>
    public static IServiceCollection AddTeamAgent(this IServiceCollection services, ICodeAgent agent)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(agent);
        if (services.Any(s => s.ImplementationInstance is ICodeAgent other && other.Name == agent.Name))
        {
            throw new ArgumentException($"An agent named '{agent.Name}' is registered already.", nameof(agent));
        }

        return services.AddSingleton(agent);
    }
}
