using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

/// <summary><c>delegate_task_to_member(member_id, task)</c>: a leader hands a task to a member; in mode route once.</summary>
internal sealed class DelegateTool : IBuiltInTool
{
    public const string ToolName = BuiltInToolNames.Delegate;

    /// <inheritdoc/>
    public string Name => ToolName;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) => ToolDeclarations.Tool(
        ToolName,
        TeamModes.For(team.Mode).DelegatesOnce
            ? "Gives the task to the member whose answer goes to the user, unchanged. Call it once."
            : "Gives a task to a member and returns the member's answer. "
                + "Call it several times in one turn to let members work in parallel.",
        new
        {
            member_id = new
            {
                type = "string",
                description = "The member's id.",
                @enum = team.Members.Select(member => member.Id)
            },
            task = new
            {
                type = "string",
                description = "What the member should do, complete in itself: the member sees nothing else."
            },
        },
        "member_id",
        "task");

    /// <inheritdoc/>
    public CallMeaning Read(ITurn turn, StoredCall call, int index)
    {
        var members = string.Join(", ", turn.Team.Members.Select(member => member.Id));
        if (!ToolDeclarations.TryGetText(call.Arguments, "member_id", out var memberId)
            || !ToolDeclarations.TryGetText(call.Arguments, "task", out _))
        {
            return CallMeaning.Refused(
                $"{ToolName} takes a JSON object with two non-empty strings, member_id and task. The members are: {members}.");
        }

        if (turn.Team.FindMember(memberId) is null)
            return CallMeaning.Refused($"There is no member '{memberId}'. The members are: {members}.");
        if (TeamModes.For(turn.Team.Mode).DelegatesOnce && turn.Planned.Count > 0)
            return CallMeaning.Refused("Only one member is given the task, and the first call did that.");
        return new CallMeaning { Work = new PlannedCall(index, memberId) };
    }
}
