using System.Text.Json;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools;

/// <summary>The tools that modes give to leaders; a team's own tools may not have their names.</summary>
public static class BuiltInTools
{
    /// <summary>Coordinate: hands a task to a member.</summary>
    public const string Delegate = "delegate_task_to_member";

    /// <summary>The declaration of <see cref="Delegate"/> for a team with these member ids.</summary>
    public static AIFunctionDeclaration DeclareDelegate(IEnumerable<string> memberIds) => AIFunctionFactory.CreateDeclaration(
        Delegate,
        "Gives a task to a member and returns the member's answer. Call it several times in one turn to let members work in parallel.",
        JsonSerializer.SerializeToElement(new
        {
            type = "object",
            properties = new
            {
                member_id = new { type = "string", description = "The member's id.", @enum = memberIds.ToArray() },
                task = new { type = "string", description = "What the member should do, complete in itself: the member sees nothing else." },
            },
            required = new[] { "member_id", "task" },
        }));
}
