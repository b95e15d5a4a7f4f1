using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>
/// When a run is paused: at least one of its member runs waits for a person, and every running member run waits only for member
/// runs that it delegated to. Stores apply the rule whenever a member run pauses or ends.
/// </summary>
internal static class PauseRule
{
    /// <summary>Whether nothing among these member runs of one run can go on without a person.</summary>
    public static bool IsPaused(IReadOnlyCollection<MemberRunRecord> memberRuns)
    {
        ArgumentNullException.ThrowIfNull(memberRuns);
        var waitedFor = memberRuns
            .Where(agent => !agent.Status.IsFinal() && agent.ParentMemberRunId is not null)
            .Select(agent => agent.ParentMemberRunId!)
            .ToHashSet(StringComparer.Ordinal);
        return memberRuns.Any(agent => agent.Status == RunStatus.Paused)
            && memberRuns.All(agent => agent.Status != RunStatus.Running || waitedFor.Contains(agent.MemberRunId));
    }
}
