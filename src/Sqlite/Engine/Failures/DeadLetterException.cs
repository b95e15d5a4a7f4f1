namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>The engine could not run this instance and has set it aside; it takes no events until it is requeued.</summary>
internal sealed class DeadLetterException(string instanceId, string reason)
    : InvalidOperationException($"Orchestration instance '{instanceId}' is set aside as a dead letter: {reason}");
