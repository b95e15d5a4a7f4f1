using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>The values that never change within a generation of an instance.</summary>
internal sealed record InstanceIdentity(string Id, string Name, int Generation, string? Input)
{
    /// <summary>The key, which sets the instance apart from others that had the same id.</summary>
    public long Key { get; init; }

    /// <summary>When the instance was created, in UTC ticks.</summary>
    public long Created { get; init; }

    public string? Version { get; init; }

    public ParentOrchestrationInstance? Parent { get; init; }
}
