using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Runs;
using DurableTeams.Storage;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools;

/// <summary>
/// <c>create_task(title, member_id, depends_on[])</c>: a leader plans a task. The n-th call of the run makes <c>task-n</c>,
/// so that tasks of one turn can depend on each other, too.
/// </summary>
internal sealed class CreateTaskTool : IBuiltInTool
{
    public const string ToolName = "create_task";

    /// <inheritdoc/>
    public string Name => ToolName;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent) => Declaring.Tool(
        ToolName,
        "Creates a task for a member and returns its id: task-1, task-2, … in the order of your calls. It runs after your turn, once all tasks it depends on are done.",
        new
        {
            title = new { type = "string", description = "What the member should do, complete in itself: the member sees this and the results of the tasks it depends on." },
            member_id = new { type = "string", description = "The member's id.", @enum = team.Members.Select(member => member.Id) },
            depends_on = new { type = "array", items = new { type = "string" }, description = "Ids of tasks that must be done before." },
        },
        "title",
        "member_id");

    /// <inheritdoc/>
    public string? Read(TurnReading turn, StoredCall call, int index)
    {
        var first = 1 + turn.Context.Earlier.Sum(message => message.Calls?.Count(other => other.Name == ToolName) ?? 0);
        var calls = turn.Calls.Index().Where(other => other.Item.Name == ToolName).ToDictionary(other => first++, other => other.Item);
        var (number, _) = calls.First(other => ReferenceEquals(other.Value, call));
        if (Problem(turn, calls, number, []) is { } problem) return problem;
        turn.CreateTask(
            index, number, call.Arguments.GetProperty("member_id").GetString()!, DependsOn(call)!, call.Arguments.GetProperty("title").GetString()!);
        return null;
    }

    private static string? Problem(TurnReading turn, Dictionary<int, StoredCall> calls, int number, IReadOnlyList<int> path)
    {
        if (number > PayloadLimits.Tasks) return FormattableString.Invariant($"A team's run takes at most {PayloadLimits.Tasks} calls of {ToolName}; go on with the tasks there are.");
        var call = calls[number];
        var members = string.Join(", ", turn.Team.Members.Select(member => member.Id));
        if (!Declaring.TryGetText(call.Arguments, "title", out _) || !Declaring.TryGetText(call.Arguments, "member_id", out var memberId) || DependsOn(call) is not { } dependsOn)
        {
            return $"{ToolName} takes a JSON object with two non-empty strings, title and member_id, and depends_on, a list of task ids. The members are: {members}.";
        }

        if (turn.Team.FindMember(memberId) is null) return $"There is no member '{memberId}'. The members are: {members}.";
        IReadOnlyList<int> here = [.. path, number];
        foreach (var on in dependsOn)
        {
            if (here.Contains(on)) return $"{string.Join(" -> ", here.SkipWhile(task => task != on).Append(on).Select(TaskIds.Of))} is a cycle: a task cannot wait for itself.";
            if (!calls.ContainsKey(on) && !Exists(turn, on)) return $"There is no task '{TaskIds.Of(on)}' to depend on.";
            if (calls.ContainsKey(on) && Problem(turn, calls, on, here) is { } below)
                return below.EndsWith("itself.", StringComparison.Ordinal) ? below : $"It depends on {TaskIds.Of(on)}, which was not created: {below}";
        }

        return null;
    }

    /// <summary>Whether an earlier turn created the task: its call was not refused.</summary>
    private static bool Exists(TurnReading turn, int number)
    {
        var seen = 0;
        foreach (var message in turn.Context.Earlier.Where(message => message.Calls is not null))
        {
            foreach (var (index, call) in message.Calls!.Index())
            {
                if (call.Name != ToolName || ++seen != number) continue;
                return turn.Context.Earlier.Any(answer => answer.Turn == message.Turn && answer.Slot == 1 + index && answer.Status == ToolCallStatus.Completed);
            }
        }

        return false;
    }

    /// <summary>The numbers of the tasks a call depends on; null where it does not say so properly. What is no id is number 0, which no task has.</summary>
    private static IReadOnlyList<int>? DependsOn(StoredCall call)
    {
        if (call.Arguments.ValueKind != JsonValueKind.Object || !call.Arguments.TryGetProperty("depends_on", out var ids) || ids.ValueKind == JsonValueKind.Null) return [];
        return ids.ValueKind == JsonValueKind.Array && ids.EnumerateArray().All(id => id.ValueKind == JsonValueKind.String)
            ? [.. ids.EnumerateArray().Select(id => TaskIds.Parse(id.GetString()!) ?? 0).Distinct()]
            : null;
    }
}
