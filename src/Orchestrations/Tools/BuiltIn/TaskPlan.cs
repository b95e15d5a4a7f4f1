using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tools.BuiltIn;

/// <summary>
/// What the <c>create_task</c> calls of one turn come to: each task is looked at once, each dependency once, however they
/// depend on each other. So a turn costs time in the number of its tasks and dependencies.
/// </summary>
internal sealed class TaskPlan
{
    private const int ShownOfACycle = 12;

    private readonly TeamDefinition _team;
    private readonly SortedDictionary<int, StoredCall> _calls = [];
    private readonly Dictionary<int, int> _numbers = [];
    private readonly Dictionary<int, TaskProblem?> _looked = [];
    private readonly Dictionary<int, int> _path = [];
    private readonly Lazy<HashSet<int>> _created;

    /// <param name="team">Whose members do the tasks.</param>
    /// <param name="calls">The turn's calls.</param>
    /// <param name="earlier">The conversation before it.</param>
    public TaskPlan(TeamDefinition team, IReadOnlyList<StoredCall> calls, IReadOnlyList<MessageRecord> earlier)
    {
        _team = team;
        var number = earlier.Sum(message => message.Calls?.Count(call => call.Name == CreateTaskTool.ToolName) ?? 0);
        for (var index = 0; index < calls.Count; index++)
        {
            if (calls[index].Name != CreateTaskTool.ToolName) continue;
            _calls[++number] = calls[index];
            _numbers[index] = number;
        }

        _created = new Lazy<HashSet<int>>(() => CreatedIn(earlier));
    }

    /// <summary>The number of the task that the turn's call with this index creates.</summary>
    public int NumberOf(int index) => _numbers[index];

    /// <summary>Why a task is not created, or null.</summary>
    public string? Problem(int number) => Look(number)?.Told(number);

    /// <summary>
    /// The numbers of the tasks a call depends on; null where it does not say so properly. What is no id is number 0, which no
    /// task has.
    /// </summary>
    public static IReadOnlyList<int>? DependsOn(StoredCall call)
    {
        if (call.Arguments.ValueKind != JsonValueKind.Object || !call.Arguments.TryGetProperty("depends_on", out var ids)
            || ids.ValueKind == JsonValueKind.Null)
            return [];
        return ids.ValueKind == JsonValueKind.Array && ids.EnumerateArray().All(id => id.ValueKind == JsonValueKind.String)
            ? [.. ids.EnumerateArray().Select(id => TaskIds.Parse(id.GetString()!) ?? 0).Distinct()]
            : null;
    }

    // As deep as a run may have tasks: what is beyond that is refused before its dependencies are looked at.
    private TaskProblem? Look(int number)
    {
        if (_looked.TryGetValue(number, out var known)) return known;
        _path.Add(number, _path.Count);
        var problem = Find(number);
        _path.Remove(number);
        return _looked[number] = problem;
    }

    private TaskProblem? Find(int number)
    {
        if (number > PayloadLimits.Tasks)
        {
            return new TaskProblem(
                FormattableString.Invariant($"A team's run takes at most {PayloadLimits.Tasks} calls ")
                    + $"of {CreateTaskTool.ToolName}; go on with the tasks there are.");
        }

        var call = _calls[number];
        if (!ToolDeclarations.TryGetText(call.Arguments, "title", out _) || !ToolDeclarations.TryGetText(
            call.Arguments, "member_id", out var memberId) || DependsOn(call) is not { } dependsOn)
        {
            return new TaskProblem(
                $"{CreateTaskTool.ToolName} takes a JSON object with two non-empty strings, title and member_id, and depends_on, "
                    + $"a list of task ids. The members are: {Members()}.");
        }

        if (_team.FindMember(memberId) is null)
            return new TaskProblem($"There is no member '{memberId}'. The members are: {Members()}.");
        if (dependsOn.Count > PayloadLimits.TaskDependencies)
        {
            return new TaskProblem(
                FormattableString.Invariant($"A task depends on at most {PayloadLimits.TaskDependencies} others, ")
                    + FormattableString.Invariant($"this one on {dependsOn.Count}; ")
                    + "let a task in between bring some of them together.");
        }

        foreach (var on in dependsOn)
        {
            if (_path.TryGetValue(on, out var place))
                return new TaskProblem([.. _path.OrderBy(task => task.Value).Skip(place).Select(task => task.Key)]);
            if (!_calls.ContainsKey(on))
            {
                if (!_created.Value.Contains(on)) return new TaskProblem($"There is no task '{TaskIds.Of(on)}' to depend on.");
            }
            else if (Look(on) is { } below)
            {
                return below.Below(on);
            }
        }

        return null;
    }

    private string Members() => string.Join(", ", _team.Members.Select(member => member.Id));

    /// <summary>The tasks that earlier turns created: their calls were not refused.</summary>
    private static HashSet<int> CreatedIn(IReadOnlyList<MessageRecord> earlier)
    {
        var answered = earlier.Where(message => message.Status == ToolCallStatus.Completed)
            .Select(message => (message.Turn, message.Slot)).ToHashSet();
        var created = new HashSet<int>();
        var seen = 0;
        foreach (var message in earlier.Where(message => message.Calls is not null))
        {
            foreach (var (index, call) in message.Calls!.Index())
            {
                if (call.Name == CreateTaskTool.ToolName && ++seen > 0 && answered.Contains((message.Turn, 1 + index)))
                    created.Add(seen);
            }
        }

        return created;
    }

    /// <summary>Why a task cannot be: in words, or as a cycle that it is in or leads into.</summary>
    private sealed record TaskProblem(string? Words, IReadOnlyList<int>? Cycle = null, int? On = null)
    {
        public TaskProblem(IReadOnlyList<int> cycle) : this(null, cycle)
        {
        }

        /// <summary>
        /// The same as it is a problem of a task that depends on this one. The reason at the bottom is told, not the way to it.
        /// </summary>
        public TaskProblem Below(int on) => this with { On = on };

        public string Told(int number)
        {
            if (Cycle is null) return On is { } on ? $"It depends on {TaskIds.Of(on)}, which was not created: {Words}" : Words!;
            var from = Math.Max(0, Cycle.ToList().IndexOf(number));
            List<string> ids = [.. Enumerable.Range(from, Cycle.Count + 1).Select(i => TaskIds.Of(Cycle[i % Cycle.Count]))];
            if (ids.Count > ShownOfACycle) ids = [.. ids[..(ShownOfACycle - 2)], "…", ids[^1]];
            return $"{string.Join(" -> ", ids)} is a cycle: a task cannot wait for itself.";
        }
    }
}
