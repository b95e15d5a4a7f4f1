using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

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
    public CallMeaning Read(ITurn turn, StoredCall call, int index)
    {
        var reachable = HandoffMode.Reachable(turn.Team, turn.Team.FindMember(turn.Agent.MemberId!)!);
        var names = string.Join(", ", reachable.Select(member => member.Id));
        if (!ToolDeclarations.TryGetText(call.Arguments, "agent_name", out var target)
            || !ToolDeclarations.TryGetText(call.Arguments, "reason", out var reason))
        {
            return CallMeaning.Refused(
                $"{ToolName} takes a JSON object with two non-empty strings, "
                    + $"agent_name and reason. You can transfer to: {names}.");
        }

        if (target == turn.Agent.MemberId) return CallMeaning.Refused($"You are '{target}'. You can transfer to: {names}.");
        if (reachable.All(member => member.Id != target))
            return CallMeaning.Refused($"You cannot transfer to '{target}'. You can transfer to: {names}.");
        if (turn.Ending is { TransferTo: { } first })
            return CallMeaning.Refused($"You transferred to {first} already; the first transfer of a turn counts.");
        return new CallMeaning
        {
            Ending = new TurnEnding(target, turn.PlaceOf(index), Silent: turn.Text.Length == 0),
            HandoffReason = IsAllowed(turn) ? reason : null,
            Answer = $"Transferred to {target}.",
        };
    }

    // Beyond the bound the team's run fails instead of going on with the other agent.
    private static bool IsAllowed(ITurn turn) =>
        turn.Agent.Brief!.Handoffs < turn.Team.Limits.MaxHandoffs * (turn.Agent.Attempt + 1);
}
