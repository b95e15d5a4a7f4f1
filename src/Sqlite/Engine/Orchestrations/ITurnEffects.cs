using DurableTeams.Sqlite.Engine.History;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>The effects of an orchestrator's steps, when they are new and not replayed.</summary>
internal interface ITurnEffects
{
    /// <summary>Whether this activity runs inside the turn.</summary>
    bool IsInline(string name);

    /// <summary>Runs a store-only activity now.</summary>
    HistoryEvent RunInline(string name, string? version, string? input);

    /// <summary>An activity is to be run after the turn is durable.</summary>
    void ActivityScheduled(int id, string name, string? version, string? input);

    /// <summary>This id; if a running instance has it, an id that begins with it and <c>~</c>.</summary>
    string FreeInstanceId(string id);

    /// <summary>A sub-orchestration is to be started.</summary>
    void SubOrchestrationScheduled(int id, StartRequest request);

    /// <summary>A timer was set.</summary>
    void TimerCreated(int id, long due);

    /// <summary>A timer is not needed any more.</summary>
    void TimerCanceled(int id);

    /// <summary>An event goes to another instance.</summary>
    void EventSent(string instanceId, string name, string? payload);

    /// <summary>The custom status changed.</summary>
    void CustomStatusChanged(string? status);
}
