using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

/// <summary><c>delegate_task_to_members(task)</c>: a leader hands one task to all members.</summary>
internal sealed class DelegateToAllTool : IBuiltInTool
{
    public const string ToolName = BuiltInToolNames.DelegateToAll;

    /// <inheritdoc/>
    public string Name => ToolName;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) => ToolDeclarations.Tool(
        ToolName,
        $"Gives one task to all members ({string.Join(", ", team.Members.Select(member => member.Id))}) "
            + "at once and returns all their answers.",
        new { task = new
        {
            type = "string",
            description = "What each member should do, complete in itself: members see nothing else."
        } },
        "task");

    /// <inheritdoc/>
    public CallMeaning Read(ITurn turn, StoredCall call, int index)
    {
        if (!ToolDeclarations.TryGetText(call.Arguments, "task", out _))
            return CallMeaning.Refused($"{ToolName} takes a JSON object with a non-empty string, task.");
        if (turn.Planned.Count > 0)
            return CallMeaning.Refused("The members are given one task at a time, and the first call did that.");
        return new CallMeaning { Work = new PlannedCall(index, ToAll: true) };
    }
}
