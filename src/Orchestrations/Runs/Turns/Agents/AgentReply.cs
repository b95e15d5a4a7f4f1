using DurableTeams.Hooks;
using DurableTeams.Models;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.Turns.Agents;

/// <summary>What an agent answered.</summary>
/// <param name="Response">The answer.</param>
/// <param name="Offered">The tools of its own that the agent was offered.</param>
internal sealed record AgentReply(ChatResponse Response, IReadOnlyList<ToolDescription> Offered)
{
    /// <summary>The model of a registered chat client; null for other models and for agents in code.</summary>
    public CalledModel? Called { get; init; }

    /// <summary>What hooks did to the call and its answer.</summary>
    public IReadOnlyList<HookNote> Notes { get; init; } = [];
}
