namespace DurableTeams.Sqlite.Engine.History;

/// <summary>The kinds of events of an instance.</summary>
internal enum HistoryEventKind
{
    /// <summary>The generation began.</summary>
    Started,

    /// <summary>An activity or sub-orchestration answered.</summary>
    TaskCompleted,

    /// <summary>An activity or sub-orchestration failed.</summary>
    TaskFailed,

    /// <summary>A timer came due.</summary>
    TimerFired,

    /// <summary>An external event was raised.</summary>
    EventRaised,

    /// <summary>The instance was suspended.</summary>
    Suspended,

    /// <summary>The instance was resumed.</summary>
    Resumed,
}
