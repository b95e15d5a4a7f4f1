namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>No orchestrator of this name is registered.</summary>
public sealed class OrchestratorNotFoundException(string name)
    : InvalidOperationException($"There is no orchestrator named '{name}'.");
