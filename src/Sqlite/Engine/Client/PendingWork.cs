using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Sequencing;

namespace DurableTeams.Sqlite.Engine.Client;

/// <summary>The activities, timers and answers that wait for a dead letter.</summary>
internal sealed record PendingWork(
    IReadOnlyList<TaskRow> Tasks,
    IReadOnlyList<TimerKey> Timers,
    IReadOnlyList<(ParentLink Link, HistoryEvent Answer)> Answers);
