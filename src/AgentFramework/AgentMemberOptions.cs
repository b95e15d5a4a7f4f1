using DurableTeams.Models;
using Microsoft.Agents.AI;

namespace DurableTeams;

/// <summary>How an agent of the framework is run as a member.</summary>
public sealed class AgentMemberOptions
{
    /// <summary>
    /// Makes the options of a turn's run. By default the run has the turn's response format and, where the agent is a
    /// <c>ChatClientAgent</c> or stands around one, the tools that the member is offered. An agent of another kind cannot be
    /// offered tools: a member that has some needs this set.
    /// </summary>
    public Func<CodeAgentTurn, AgentRunOptions>? RunOptions { get; set; }
}
