namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>The instance has ended and takes no more events.</summary>
public sealed class InstanceFinishedException(string instanceId)
    : InvalidOperationException($"Orchestration instance '{instanceId}' has ended.");
