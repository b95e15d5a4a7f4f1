using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Sequencing;

namespace DurableTeams.Sqlite.Engine.Client;

/// <summary>What waits for an instance that was set aside.</summary>
internal sealed record PendingWork(
    IReadOnlyList<TaskRow> Tasks,
    IReadOnlyList<TimerKey> Timers,
    IReadOnlyList<(ParentLink Link, HistoryEvent Answer)> Answers);
