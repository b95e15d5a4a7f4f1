namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>Another instance has the id, and the caller did not allow its replacement.</summary>
public sealed class OrchestrationAlreadyExistsException(string instanceId, string status)
    : InvalidOperationException($"An orchestration instance '{instanceId}' already exists and is {status}.");
