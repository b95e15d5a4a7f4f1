using DurableTeams.Contracts;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>The events of a past as the first events of the fork.</summary>
internal static class PastRunEvents
{
    public static IEnumerable<RunEventDraft> Of(ForkPrefix past, ForkIds ids) => past.Events
        .Where(item => item.Type != RunEventTypes.RunStarted
            && (item.Sequence <= past.Sequence ? !IsUndone(item, past) : past.BelongsToSharedTurn(item)))
        .Select(item => new RunEventDraft(
            item.Key(ids),
            item.Type,
            item.Item.MemberRunId is { } agent ? ids.Of(agent) : null,
            item.Item.MemberId,
            EventIds.Of(item.Item, ids),
            item.Item.At));

    /// <summary>The event that a fork begins with, also where it shares nothing.</summary>
    public static RunEventDraft Started(RunRecord fork) => new(
        "started",
        RunEventTypes.RunStarted,
        Data: RunChanges.Data(new { teamId = fork.TeamId, sessionId = fork.SessionId, forkOf = fork.ForkOf }));

    /// <summary>Whether an event tells of an end that the fork undoes.</summary>
    private static bool IsUndone(LocatedEvent item, ForkPrefix past) =>
        item.Item.MemberRunId is { } agent && past.Reopened.Contains(agent)
        && item.Type is RunEventTypes.MemberRunCompleted or RunEventTypes.PhaseCompleted or RunEventTypes.HandoffOccurred;
}
