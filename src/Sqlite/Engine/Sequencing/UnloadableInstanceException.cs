namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>An instance's history cannot be read or repeated, for reasons that are not its code's.</summary>
internal sealed class UnloadableInstanceException(OrchestrationInstance instance, Exception cause)
    : Exception($"Instance '{instance.Id}' cannot be loaded: {cause.Message}", cause)
{
    public OrchestrationInstance Instance { get; } = instance;
}
