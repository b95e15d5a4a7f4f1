using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>The requirements of a past. Decided ones keep their decision; others are asked anew.</summary>
internal static class PastRequirements
{
    /// <summary>The requirements.</summary>
    /// <param name="recorded">The records of the run.</param>
    /// <param name="past">The shared part of it.</param>
    /// <param name="agents">The member runs that are shared.</param>
    /// <param name="now">When the fork creates requirements anew.</param>
    public static IReadOnlyList<RequirementRecord> Of(
        RunSnapshot recorded, ForkPrefix past, IReadOnlyList<MemberRunRecord> agents, DateTimeOffset now)
    {
        var within = past.Events.Where(item => item.Sequence <= past.Sequence).ToList();
        var created = Ids(within.Where(item => item.Type == RunEventTypes.RequirementCreated));
        // A requirement that was cancelled with a failed run may be decided after a retry: that decision counts.
        var decided = Ids(
            within.Where(item => item.Type == RunEventTypes.RequirementResolved && item.Text("decision") is not null));
        var over = agents.Where(agent => agent.Status.IsFinal()).Select(agent => agent.MemberRunId)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. recorded.Requirements
                .Where(requirement => requirement.Kind == RequirementKind.UnknownOutcome
                    ? created.Contains(requirement.RequirementId)
                    : requirement.Call.Turn <= past.TurnOf(requirement.MemberRunId))
                .Select(requirement => decided.Contains(requirement.RequirementId) || over.Contains(requirement.MemberRunId)
                    ? requirement with { EndedPause = null, Delivered = requirement.Decision is not null }
                    : Anew(requirement, now)),
        ];
    }

    private static HashSet<string> Ids(IEnumerable<LocatedEvent> events) =>
        events.Select(item => item.RequirementId!).ToHashSet(StringComparer.Ordinal);

    private static RequirementRecord Anew(RequirementRecord requirement, DateTimeOffset now) => requirement with
    {
        Status = RequirementStatus.Pending,
        EditedArguments = null,
        ArgumentsHash = requirement.Kind == RequirementKind.Confirmation ? CanonicalJson.Hash(requirement.Tool.Arguments) : null,
        Values = null,
        Result = null,
        ResultError = null,
        ExpiresAt = now + (requirement.ExpiresAt - requirement.CreatedAt),
        EscalatedAt = null,
        Given = [],
        Decision = null,
        Note = null,
        ResolvedBy = null,
        CreatedAt = now,
        ResolvedAt = null,
        EndedPause = null,
        Delivered = false,
    };
}
