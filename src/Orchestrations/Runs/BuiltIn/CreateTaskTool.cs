using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.BuiltIn;

/// <summary>
/// <c>create_task(title, member_id, depends_on[])</c>: a leader plans a task. The n-th call of the run makes <c>task-n</c>,
/// so that tasks of one turn can depend on each other, too.
/// </summary>
internal sealed class CreateTaskTool : IBuiltInTool
{
    public const string ToolName = BuiltInToolNames.CreateTask;

    /// <inheritdoc/>
    public string Name => ToolName;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) => ToolDeclarations.Tool(
        ToolName,
        "Creates a task for a member and returns its id: task-1, task-2, … in the order of your calls. It runs after your turn, once all tasks it depends on are done.",
        new
        {
            title = new
            {
                type = "string",
                description = "What the member should do, complete in itself: the member sees this and the results of the tasks it depends on."
            },
            member_id = new
            {
                type = "string",
                description = "The member's id.",
                @enum = team.Members.Select(member => member.Id)
            },
            depends_on = new { type = "array", items = new { type = "string" }, description = FormattableString.Invariant(
                $"Ids of tasks that must be done before, at most {PayloadLimits.TaskDependencies}.") },
        },
        "title",
        "member_id");

    /// <inheritdoc/>
    public string? Read(TurnReading turn, StoredCall call, int index)
    {
        var number = turn.Tasks.NumberOf(index);
        if (turn.Tasks.Problem(number) is { } problem) return problem;
        turn.CreateTask(
            index,
            number,
            call.Arguments.GetProperty("member_id").GetString()!,
            TaskPlan.DependsOn(call)!,
            call.Arguments.GetProperty("title").GetString()!);
        return null;
    }
}
