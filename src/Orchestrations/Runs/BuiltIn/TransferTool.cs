using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Modes;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.BuiltIn;

/// <summary>
/// <c>transfer_to_agent(agent_name, reason)</c>: an agent hands the conversation over; the first of a turn counts.
/// </summary>
internal sealed class TransferTool : IBuiltInTool
{
    public const string ToolName = BuiltInToolNames.Transfer;

    /// <inheritdoc/>
    public string Name => ToolName;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) => ToolDeclarations.Tool(
        ToolName,
        "Hands the conversation over to another agent, which answers the user instead of you.",
        new
        {
            agent_name = new
            {
                type = "string",
                description = "The agent's id.",
                @enum = HandoffMode.Reachable(team, team.FindMember(agent.MemberId!)!).Select(member => member.Id)
            },
            reason = new { type = "string", description = "Why, and what the other agent needs to know." },
        },
        "agent_name",
        "reason");

    /// <inheritdoc/>
    public string? Read(TurnReading turn, StoredCall call, int index)
    {
        var reachable = HandoffMode.Reachable(turn.Team, turn.Team.FindMember(turn.Agent.MemberId!)!);
        var names = string.Join(", ", reachable.Select(member => member.Id));
        if (!ToolDeclarations.TryGetText(call.Arguments, "agent_name", out var target)
            || !ToolDeclarations.TryGetText(call.Arguments, "reason", out var reason))
        {
            return $"{ToolName} takes a JSON object with two non-empty strings, agent_name and reason. You can transfer to: {names}.";
        }

        if (target == turn.Agent.MemberId) return $"You are '{target}'. You can transfer to: {names}.";
        if (reachable.All(member => member.Id != target))
            return $"You cannot transfer to '{target}'. You can transfer to: {names}.";
        if (turn.Ending is { TransferTo: { } first })
            return $"You transferred to {first} already; the first transfer of a turn counts.";
        turn.Transfer(index, target, reason);
        return null;
    }
}
