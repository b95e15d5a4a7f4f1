using DurableTeams.Models;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace DurableTeams.AgentFramework.Members;

/// <summary>The options of a member's run.</summary>
internal static class RunOptionsOf
{
    // In the package of the agents that know them, which this one does without.
    private const string Chat = "Microsoft.Agents.AI.ChatClientAgent";
    private const string ChatOptionsType = "Microsoft.Agents.AI.ChatClientAgentRunOptions";

    /// <summary>The options of a turn.</summary>
    /// <exception cref="ModelException">The member has tools, and the agent cannot be offered any.</exception>
    public static AgentRunOptions Make(AIAgent agent, CodeAgentTurn turn)
    {
        if (OfChat(agent, turn.Options) is { } chat) return chat;
        if (turn.Options.Tools is { Count: > 0 } tools)
        {
            throw new ModelException(
                $"The agent '{agent.Name}' of member '{turn.MemberId}' cannot be offered tools "
                    + $"({string.Join(", ", tools.Select(tool => tool.Name))}), since it is no ChatClientAgent; "
                    + "set RunOptions where it is registered (AddAgent).",
                transient: false);
        }

        return new AgentRunOptions
        {
            ResponseFormat = turn.Options.ResponseFormat,
            AdditionalProperties = turn.Options.AdditionalProperties?.Clone(),
        };
    }

    private static AgentRunOptions? OfChat(AIAgent agent, ChatOptions options)
    {
        var assembly = Array.Find(
            AppDomain.CurrentDomain.GetAssemblies(), loaded => loaded.GetName().Name == "Microsoft.Agents.AI");
        if (assembly?.GetType(Chat) is not { } type || agent.GetService(type) is null) return null;
        return assembly.GetType(ChatOptionsType) is { } made
            ? Activator.CreateInstance(made, options.Clone()) as AgentRunOptions
            : null;
    }
}
