namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>The id is taken by an instance that the caller did not allow to be replaced.</summary>
public sealed class OrchestrationAlreadyExistsException(string instanceId, string status)
    : InvalidOperationException($"An orchestration instance '{instanceId}' already exists and is {status}.");
