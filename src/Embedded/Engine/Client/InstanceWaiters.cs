namespace DurableTeams.Embedded.Engine;

/// <summary>Clients that wait for an instance to start or to end.</summary>
internal sealed class InstanceWaiters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskCompletionSource> _changes = new(StringComparer.Ordinal);

    /// <summary>Completes at the instance's next durable change of status. Ask before looking at its status.</summary>
    public Task NextChange(string instanceId)
    {
        lock (_gate)
        {
            if (!_changes.TryGetValue(instanceId, out var change))
                _changes[instanceId] = change = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return change.Task;
        }
    }

    /// <summary>Tells those who wait.</summary>
    public void Notify(string instanceId)
    {
        TaskCompletionSource? change;
        lock (_gate)
        {
            if (!_changes.Remove(instanceId, out change)) return;
        }

        change.TrySetResult();
    }
}
