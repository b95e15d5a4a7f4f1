using DurableTeams.AgentFramework.Members;
using DurableTeams.Models;
using Microsoft.Agents.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

/// <summary>Adds agents of Microsoft Agent Framework, which members are.</summary>
public static class AgentFrameworkBuilderExtensions
{
    /// <summary>
    /// Adds an agent under its own name, which a member's <c>agent:</c> names. Each member run has a session of its own, which is
    /// recorded with every turn. Tools of the agent that need an approval become requirements of the run; the agent's other
    /// tools run within its turn, and a turn that a crash interrupts is taken again.
    /// </summary>
    /// <param name="teams">The builder.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="configure">Changes how the agent is run.</param>
    /// <exception cref="ArgumentException">The agent has no name; give it one, or name it in the call.</exception>
    public static DurableTeamsBuilder AddAgent(
        this DurableTeamsBuilder teams, AIAgent agent, Action<AgentMemberOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        if (string.IsNullOrWhiteSpace(agent.Name))
            throw new ArgumentException("The agent has no name; call AddAgent(name, services => agent).", nameof(agent));
        return teams.AddAgent(agent.Name, _ => agent, configure);
    }

    /// <summary>Adds an agent that is made once, when a run asks it first; see the other overload.</summary>
    /// <param name="teams">The builder.</param>
    /// <param name="name">The name that a member's <c>agent:</c> names.</param>
    /// <param name="create">Makes the agent out of the program's services.</param>
    /// <param name="configure">Changes how the agent is run.</param>
    public static DurableTeamsBuilder AddAgent(
        this DurableTeamsBuilder teams, string name, Func<IServiceProvider, AIAgent> create,
        Action<AgentMemberOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(teams);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        var options = new AgentMemberOptions();
        configure?.Invoke(options);
        teams.Services.AddSingleton<ICodeAgent>(services => new FrameworkAgent(name, () => create(services), options));
        return teams;
    }
}
