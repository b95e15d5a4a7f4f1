using DurableTeams.AgentFramework.Teams;
using Microsoft.Agents.AI;

namespace DurableTeams;

/// <summary>Makes durable teams agents of Microsoft Agent Framework.</summary>
public static class TeamAgentExtensions
{
    /// <summary>
    /// A team as an agent. A run of the agent is a run of the team: it is stored before it begins, and goes on whatever becomes
    /// of this process. The answer is the team's. Where the run waits for people, the response has a
    /// <see cref="Microsoft.Extensions.AI.ToolApprovalRequestContent"/> for each call to confirm, and a
    /// <see cref="Microsoft.Extensions.AI.FunctionCallContent"/> for what somebody fills in or does elsewhere; their answers in
    /// the next run of the agent, in the same session, decide them. Another person may decide them elsewhere meanwhile.
    /// </summary>
    /// <param name="teams">The teams.</param>
    /// <param name="teamId">The team.</param>
    /// <param name="configure">Sets the name, the user and more.</param>
    /// <returns>The agent. It may be made before the program's host has started, and used from then on.</returns>
    public static AIAgent AsAIAgent(this IDurableTeams teams, string teamId, Action<TeamAgentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(teams);
        ArgumentException.ThrowIfNullOrWhiteSpace(teamId);
        var options = new TeamAgentOptions();
        configure?.Invoke(options);
        return new TeamAgent(teams, teamId, options);
    }
}
