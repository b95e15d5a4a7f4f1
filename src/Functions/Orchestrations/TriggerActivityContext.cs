using Microsoft.DurableTask;

namespace DurableTeams.Functions.Orchestrations;

/// <summary>The context of an activity that a trigger invokes; the Functions worker hands triggers no context of its own.</summary>
internal sealed class TriggerActivityContext(TaskName name, string instanceId) : TaskActivityContext
{
    /// <inheritdoc/>
    public override TaskName Name { get; } = name;

    /// <inheritdoc/>
    public override string InstanceId { get; } = instanceId;
}
