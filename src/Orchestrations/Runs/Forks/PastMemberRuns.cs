using DurableTeams.Modes.Negotiation;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>The member runs of a past as they were then: those that had ended, and those that go on.</summary>
internal static class PastMemberRuns
{
    /// <summary>The member runs, by id and in the order of their positions.</summary>
    /// <param name="recorded">The records of the run.</param>
    /// <param name="past">The shared part of it.</param>
    /// <param name="ahead">Member runs that start in the fork, although the past ends before their start.</param>
    public static IReadOnlyList<MemberRunRecord> Of(
        RunSnapshot recorded, ForkPrefix past, IReadOnlyCollection<string>? ahead = null)
    {
        // As in a retry, a failed member run goes on, unless its leader was told of the failure.
        var told = past.Messages.SelectMany(message => (message.Parts ?? []).Select(part => part.OutputOf)
            .Append(message.OutputOf)).ToHashSet(StringComparer.Ordinal);
        var over = new HashSet<string>(StringComparer.Ordinal);
        List<MemberRunRecord> agents = [];
        var started = recorded.Agents.Where(agent => past.HasStarted(agent.MemberRunId)).ToList();
        foreach (var agent in recorded.Agents)
        {
            var id = agent.MemberRunId;
            if (!past.HasStarted(id) && ahead?.Contains(id) != true) continue;
            var ended = agent.ParentMemberRunId is { } parent
                && (over.Contains(parent) || past.HasCompleted(id)
                    || ((told.Contains(id) || NegotiationSteps.WentOnWithout(agent, started))
                        && agent.Status is RunStatus.Failed or RunStatus.Cancelled));
            if (ended) over.Add(id);
            agents.Add(ended ? agent : Open(agent, past));
        }

        return agents;
    }

    private static MemberRunRecord Open(MemberRunRecord agent, ForkPrefix past)
    {
        var messages = past.Messages.Where(message => message.MemberRunId == agent.MemberRunId).ToList();
        var last = past.TurnOf(agent.MemberRunId);
        // Words that do not fit are kept as the agent's output, in case no better words follow.
        var unfit = messages.Exists(message => message.Turn == last && message.Slot == 1 && message.Role == "user");
        return agent with
        {
            Status = RunStatus.Running,
            Output = unfit ? messages.Find(message => message.Turn == last && message.Slot == 0)?.Text : null,
            Error = null,
            Usage = messages.Aggregate(Usage.None, (sum, message) => sum + (message.Usage ?? Usage.None)),
            CompletedAt = null,
        };
    }
}
