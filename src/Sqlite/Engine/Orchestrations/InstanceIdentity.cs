using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>What never changes within a generation of an instance.</summary>
internal sealed record InstanceIdentity(string Id, string Name, int Generation, string? Input)
{
    /// <summary>With <see cref="Created"/>, what sets it apart from others that had the same id.</summary>
    public long Key { get; init; }

    /// <summary>When the instance was created, in UTC ticks.</summary>
    public long Created { get; init; }

    public string? Version { get; init; }

    public ParentOrchestrationInstance? Parent { get; init; }
}
