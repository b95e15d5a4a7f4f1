namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>There is no instance with this id.</summary>
public sealed class InstanceNotFoundException(string instanceId)
    : ArgumentException($"There is no orchestration instance '{instanceId}'.");
