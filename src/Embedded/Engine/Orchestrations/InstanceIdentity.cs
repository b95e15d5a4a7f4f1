using Microsoft.DurableTask;

namespace DurableTeams.Embedded.Engine;

/// <summary>What never changes within a generation of an instance.</summary>
internal sealed record InstanceIdentity(string Id, string Name, int Generation, string? Input)
{
    public string? Version { get; init; }

    public ParentOrchestrationInstance? Parent { get; init; }
}
