namespace DurableTeams.Embedded.Engine;

/// <summary>What waits for an instance that was set aside.</summary>
internal sealed record PendingWork(
    IReadOnlyList<TaskRow> Tasks,
    IReadOnlyList<TimerKey> Timers,
    IReadOnlyList<(ParentLink Link, HistoryEvent Answer)> Answers);
