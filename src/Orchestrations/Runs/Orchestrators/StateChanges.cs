using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// What members changed in the session state: applied once those that worked together are done, in their order and not in
/// that of their ends, so that every replay and every restart leaves the same state.
/// </summary>
internal sealed class StateChanges(TaskOrchestrationContext context, AgentRef leader, bool defers)
{
    private readonly SortedDictionary<int, IReadOnlyList<PatchedAgent>> _ended = [];
    private readonly List<PatchedAgent> _deferred = [];

    /// <summary>Whether the team above applies them.</summary>
    public bool Defers => defers;

    /// <summary>A member ended that changed something.</summary>
    public void Add(int index, IReadOnlyList<PatchedAgent>? patched)
    {
        if (patched is { Count: > 0 }) _ended[index] = patched;
    }

    /// <summary>Applies what ended members changed, or leaves it to the team above.</summary>
    public async Task ApplyAsync()
    {
        if (_ended.Count == 0) return;
        var agents = _ended.Values.SelectMany(patched => patched).ToList();
        _ended.Clear();
        if (defers) _deferred.AddRange(agents);
        else await context.CallActivityAsync(TaskNames.MergeState, new MergeStateInput(leader.RunId, agents), ActivityCalls.Activity);
    }

    /// <summary>What the team above is to apply, the leader's own changes last.</summary>
    public IReadOnlyList<PatchedAgent>? Deferred(PatchedAgent? leaderToo)
    {
        List<PatchedAgent> all = leaderToo is null ? _deferred : [.. _deferred, leaderToo];
        return all.Count == 0 ? null : all;
    }
}
