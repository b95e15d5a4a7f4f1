using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>
/// When a run is paused: at least one of its agent runs waits for a person, and every agent run that still runs only waits
/// for agent runs it delegated to. Stores apply the rule whenever an agent run pauses or ends.
/// </summary>
public static class PauseRule
{
    /// <summary>Whether nothing among these agent runs of one run can go on without a person.</summary>
    public static bool IsPaused(IReadOnlyCollection<MemberRunRecord> agentRuns)
    {
        ArgumentNullException.ThrowIfNull(agentRuns);
        var waitedFor = agentRuns
            .Where(agent => !agent.Status.IsFinal() && agent.ParentMemberRunId is not null)
            .Select(agent => agent.ParentMemberRunId!)
            .ToHashSet(StringComparer.Ordinal);
        return agentRuns.Any(agent => agent.Status == RunStatus.Paused)
            && agentRuns.All(agent => agent.Status != RunStatus.Running || waitedFor.Contains(agent.MemberRunId));
    }
}
