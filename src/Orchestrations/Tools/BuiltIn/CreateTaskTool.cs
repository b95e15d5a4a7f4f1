using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

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
        "Creates a task for a member and returns its id: task-1, task-2, … in the order of your calls. "
            + "It runs after your turn, once all tasks it depends on are done.",
        new
        {
            title = new
            {
                type = "string",
                description = "What the member should do, complete in itself: "
                    + "the member sees this and the results of the tasks it depends on."
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
    public CallMeaning Read(ITurn turn, StoredCall call, int index)
    {
        var number = turn.Tasks.NumberOf(index);
        if (turn.Tasks.Problem(number) is { } problem) return CallMeaning.Refused(problem);
        var memberId = call.Arguments.GetProperty("member_id").GetString()!;
        var title = call.Arguments.GetProperty("title").GetString()!;
        var dependsOn = TaskPlan.DependsOn(call)!;
        var (id, ids) = (TaskIds.Of(number), dependsOn.Select(TaskIds.Of));
        return new CallMeaning
        {
            Work = new PlannedCall(index, memberId, TaskId: number, DependsOn: dependsOn.Count == 0 ? null : dependsOn),
            Event = new RunEventDraft(
                $"{turn.Agent.MemberRunId}:{id}:created", RunEventTypes.TaskUpdated, turn.Agent.MemberRunId, memberId,
                RunChanges.Data(new { taskId = id, memberId, status = "created", title, dependsOn = ids })),
            Answer = JsonSerializer.Serialize(
                new { id, title, member_id = memberId, depends_on = ids }, ContractJson.Compact),
        };
    }
}
