using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Runs;
using DurableTeams.Storage;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools;

/// <summary><c>delegate_task_to_member(member_id, task)</c>: a leader hands a task to a member.</summary>
internal sealed class DelegateTool : IBuiltInTool
{
    public const string ToolName = "delegate_task_to_member";

    /// <inheritdoc/>
    public string Name => ToolName;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) => AIFunctionFactory.CreateDeclaration(
        ToolName,
        "Gives a task to a member and returns the member's answer. Call it several times in one turn to let members work in parallel.",
        JsonSerializer.SerializeToElement(new
        {
            type = "object",
            properties = new
            {
                member_id = new { type = "string", description = "The member's id.", @enum = team.Members.Select(member => member.Id) },
                task = new { type = "string", description = "What the member should do, complete in itself: the member sees nothing else." },
            },
            required = new[] { "member_id", "task" },
        }));

    /// <inheritdoc/>
    public string? Read(TurnReading turn, TeamDefinition team, StoredCall call, int index)
    {
        var members = string.Join(", ", team.Members.Select(member => member.Id));
        if (!TryGetText(call.Arguments, "member_id", out var memberId) || !TryGetText(call.Arguments, "task", out _))
        {
            return $"{ToolName} takes a JSON object with two non-empty strings, member_id and task. The members are: {members}.";
        }

        if (team.FindMember(memberId) is null) return $"There is no member '{memberId}'. The members are: {members}.";
        turn.Delegate(index, memberId);
        return null;
    }

    private static bool TryGetText(JsonElement arguments, string name, out string text)
    {
        text = arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : string.Empty;
        return !string.IsNullOrWhiteSpace(text);
    }
}
