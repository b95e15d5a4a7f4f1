using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// Changes of the session state by members. They are applied once the members that worked together are done, in the order of
/// the members and not in that of their ends, so every replay and every restart leaves the same state.
/// </summary>
internal sealed class StateChanges(TaskOrchestrationContext context, AgentRef leader, bool defers)
{
    private readonly SortedDictionary<int, IReadOnlyList<StatePatchRange>> _ended = [];
    private readonly List<StatePatchRange> _deferred = [];

    /// <summary>Whether the team above applies the changes.</summary>
    public bool Defers => defers;

    /// <summary>Adds the changes of a member that ended.</summary>
    public void Add(int index, IReadOnlyList<StatePatchRange>? patched)
    {
        if (patched is { Count: > 0 }) _ended[index] = patched;
    }

    /// <summary>Applies the changes of ended members, or leaves them to the team above.</summary>
    public async Task ApplyAsync()
    {
        if (_ended.Count == 0) return;
        var agents = _ended.Values.SelectMany(patched => patched).ToList();
        _ended.Clear();
        if (defers) _deferred.AddRange(agents);
        else
            await context.CallActivityAsync(
                TaskNames.MergeState, new MergeStateInput(leader.RunId, agents), ActivityCalls.Activity);
    }

    /// <summary>The changes that the team above must apply, the leader's own last.</summary>
    public IReadOnlyList<StatePatchRange>? Deferred(StatePatchRange? leaderToo)
    {
        List<StatePatchRange> all = leaderToo is null ? _deferred : [.. _deferred, leaderToo];
        return all.Count == 0 ? null : all;
    }
}
