using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes;

/// <summary>
/// A leader plans tasks that may depend on each other. After each turn of the leader, the ready tasks run in parallel, and
/// their results are the leader's next input, until no task is open and the leader answers.
/// </summary>
internal sealed class TasksMode : ModeDescriptor
{
    /// <inheritdoc/>
    public override TeamMode Mode => TeamMode.Tasks;

    /// <inheritdoc/>
    public override bool HasLeader => true;

    /// <inheritdoc/>
    public override bool AsksMembers => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> LeaderTools => [BuiltInToolNames.CreateTask, BuiltInToolNames.Complete];

    /// <inheritdoc/>
    public override string LeaderTask =>
        $"Plan the work as tasks with {BuiltInToolNames.CreateTask}, "
            + "which may depend on each other; members do those that are ready "
        + $"while you wait. When nothing is left to do, call {BuiltInToolNames.Complete} and answer the user.";

    /// <inheritdoc/>
    public override async Task RunAsync(ITeamRun team)
    {
        var open = new SortedDictionary<int, OpenTask>();
        var done = new Dictionary<int, MemberEnd>();
        List<MessagePart> results = [];
        while (true)
        {
            var turn = await team.AskLeaderAsync(results: results, openTasks: open.Count);
            if (turn.Final) return;
            foreach (var call in turn.Calls ?? [])
                open.Add(call.TaskId, new OpenTask(call.MemberId!, call.DependsOn ?? [], team.Call(call)));
            results = await RunReadyAsync(team, open, done);
        }
    }

    /// <summary>Runs the tasks whose dependencies are done. A task that depends on a failed one is skipped.</summary>
    private static async Task<List<MessagePart>> RunReadyAsync(
        ITeamRun team, SortedDictionary<int, OpenTask> open, Dictionary<int, MemberEnd> done)
    {
        if (open.Count == 0) return [];
        List<MessagePart> results = [];
        List<TaskUpdate> updates = [];
        var ready = open.Where(task => task.Value.DependsOn.All(on => done.TryGetValue(on, out var end) && end.Error is null))
            .ToList();
        if (ready.Count > 0)
        {
            await team.UpdateTasksAsync(ready.Select((task, i) => new TaskUpdate(
                Name(task.Key), task.Value.MemberId, "running", team.NextMemberRunId(i))));
            var ends = await team.RunMembersAsync(
                [.. ready.Select(task => new MemberTask(task.Value.MemberId, Brief(task.Value, done)))],
                failing: ends => team.UpdateTasksAsync(
                    ready.Zip(ends).Where(pair => pair.Second is not null).Select(pair => Ended(pair.First.Key, pair.Second!))));
            for (var i = 0; i < ready.Count; i++) Close(ready[i].Key, ends[i]);
        }

        SkipBlocked();
        await team.UpdateTasksAsync(updates);
        return results;

        // The first blocked task, again and again: a skipped task may block others. Each dependency is read at most twice.
        void SkipBlocked()
        {
            var waiting = open.SelectMany(task => task.Value.DependsOn.Select(on => (on, task.Key)))
                .ToLookup(pair => pair.on, pair => pair.Key);
            var blocked = new SortedSet<int>(open.Where(task => task.Value.DependsOn.Any(Failed)).Select(task => task.Key));
            while (blocked.Count > 0)
            {
                var id = blocked.Min;
                blocked.Remove(id);
                var cause = open[id].DependsOn.First(Failed);
                var skipped = new RunError("skipped", $"not done, because {Name(cause)} failed");
                Close(id, done[cause] with { Error = skipped }, "skipped");
                blocked.UnionWith(waiting[id].Where(open.ContainsKey));
            }
        }

        bool Failed(int task) => done.TryGetValue(task, out var end) && end.Error is not null;

        void Close(int task, MemberEnd end, string? status = null)
        {
            var memberId = open[task].MemberId;
            open.Remove(task);
            done[task] = end;
            results.Add(end.Part($"{Name(task)} ({memberId}):"));
            updates.Add(status is null ? Ended(task, end) : new TaskUpdate(Name(task), memberId, status));
        }
    }

    private static Brief Brief(OpenTask task, Dictionary<int, MemberEnd> done) => new()
    {
        Call = task.Call,
        Show = task.DependsOn.Count == 0 ? null : [.. task.DependsOn.Select(on => done[on].Agent.MemberRunId)],
    };

    private static TaskUpdate Ended(int task, MemberEnd end) =>
        new(Name(task), end.Agent.MemberId!, end.Error is null ? "completed" : "failed", end.Agent.MemberRunId);

    private static string Name(int task) => TaskIds.Of(task);

    private sealed record OpenTask(string MemberId, IReadOnlyList<int> DependsOn, CallReference Call);
}
