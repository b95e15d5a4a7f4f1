namespace DurableTeams.Sqlite.Engine.History;

/// <summary>The kinds of steps that orchestrators ask for.</summary>
internal enum HistoryActionKind
{
    /// <summary>An activity was scheduled.</summary>
    Activity,

    /// <summary>A store-only activity ran inside the turn; its result is part of the action.</summary>
    InlineActivity,

    /// <summary>A sub-orchestration was started.</summary>
    SubOrchestration,

    /// <summary>A durable timer was set.</summary>
    Timer,

    /// <summary>An event was sent to another instance.</summary>
    SendEvent,

    /// <summary>The orchestrator ended, or went on as a new generation.</summary>
    Finish,
}
