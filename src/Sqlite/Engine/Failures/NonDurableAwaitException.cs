namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>An orchestrator waits for something that its context does not know, and that no replay could repeat.</summary>
public sealed class NonDurableAwaitException() : Exception(
    "The orchestrator waits for something that did not come from its context (a delay, I/O, another thread). "
    + "Use an activity, a durable timer, a sub-orchestration or an external event.");
