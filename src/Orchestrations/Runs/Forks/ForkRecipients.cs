using DurableTeams.Definitions;
using DurableTeams.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>
/// Finds the agent that is told the message of a fork: the run's leader; without a leader, the agent that is asked next; where
/// no agent is asked any more, the one that answered last, which answers again.
/// </summary>
internal sealed class ForkRecipients(ITeamCatalog teams)
{
    /// <summary>The agent; null where no model was asked in the shared past.</summary>
    public async Task<ForkRecipient?> FindAsync(RunSnapshot recorded, ForkPrefix past, CancellationToken cancellationToken)
    {
        if (past.LastTurn is not { } last) return null;
        var team = await teams.GetPinnedAsync(recorded.Run.DefinitionVersion, cancellationToken);
        var leader = RunIds.Leader(recorded.Run.RunId);
        if (team.Mode.HasLeader()) return At(leader);

        // From the same past the fork goes the same way up to its next model call: the run's own events show which agent that
        // is.
        var next = past.Events.FirstOrDefault(item => item.Sequence > past.Sequence
            && item.Type == RunEventTypes.ModelCallCompleted);
        if (next is not null) return At(next.Item.MemberRunId!);
        // Where people are asked there is no agent that could read a message: the team that asks gets it.
        var agents = PastMemberRuns.Of(recorded, past).Where(agent => !TeamModes.AsksPeople(agent.Brief)).ToList();
        var above = agents.Where(agent => !agent.Status.IsFinal()).Select(agent => agent.ParentMemberRunId)
            .ToHashSet(StringComparer.Ordinal);
        var silent = await SilentAsync(recorded, team, cancellationToken);
        var open = agents
            .Where(agent => agent.MemberRunId != leader && !agent.Status.IsFinal() && !above.Contains(agent.MemberRunId)
                && !silent.Contains(agent.MemberRunId))
            .OrderBy(agent => past.TurnOf(agent.MemberRunId) > 0 ? 0 : 1)
            .FirstOrDefault();
        return open is not null ? At(open.MemberRunId) : At(last.Item.MemberRunId!) with { Reopens = true };

        ForkRecipient At(string agent) => new(agent, past.TurnOf(agent));
    }

    /// <summary>The member runs of nested teams without a leader: they have no conversation.</summary>
    private async Task<HashSet<string>> SilentAsync(
        RunSnapshot recorded, TeamDefinition team, CancellationToken cancellationToken)
    {
        var led = new Dictionary<string, TeamDefinition>(StringComparer.Ordinal) { [RunIds.Leader(recorded.Run.RunId)] = team };
        foreach (var agent in recorded.Agents)
        {
            if (agent is { ParentMemberRunId: { } parent, MemberId: { } member }
                && led[parent].FindMember(member)?.TeamVersion is { } version)
                led[agent.MemberRunId] = await teams.GetPinnedAsync(version, cancellationToken);
        }

        return led.Where(nested => !nested.Value.Mode.HasLeader()).Select(nested => nested.Key).ToHashSet(StringComparer.Ordinal);
    }
}
