using DurableTeams.Storage;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Approvals;

/// <summary>The path of teams from the run's team down to the member of a requirement.</summary>
internal sealed class MemberPaths(IRunStore store)
{
    /// <summary>The path in the agent's own team: the team, and the member unless the team itself asks.</summary>
    public static IReadOnlyList<string> InOwnTeam(AgentRef agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.IsLeader ? [agent.TeamId] : [agent.TeamId, agent.MemberId!];
    }

    /// <summary>The change, with the full member path in each of its requirements.</summary>
    public async Task<RunChange> PlaceAsync(RunChange change, AgentRef agent)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(agent);
        var parent = RunIds.ParentOf(agent.MemberRunId);
        // In the run's own team the turn's reading has the full path already.
        if (change.Requirements.Count == 0 || parent is null || parent == RunIds.Leader(agent.RunId)) return change;
        var run = await store.FindRunAsync(agent.RunId)
            ?? throw new InvalidOperationException($"Run '{agent.RunId}' is not in the store.");
        var memberRuns = await store.ListMemberRunsAsync(agent.RunId);
        List<string> path = agent.IsLeader ? [] : [agent.MemberId!];
        for (var above = parent; above is not null; above = RunIds.ParentOf(above))
        {
            path.Insert(0, memberRuns.First(other => other.MemberRunId == above).MemberId ?? run.TeamId);
        }

        return change with { Requirements =
        [
            .. change.Requirements.Select(requirement => requirement with { TeamId = run.TeamId, MemberPath = path })
        ] };
    }
}
