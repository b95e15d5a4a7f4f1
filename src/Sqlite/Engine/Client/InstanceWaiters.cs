namespace DurableTeams.Sqlite.Engine.Client;

/// <summary>Clients that wait for an instance to start or to end.</summary>
internal sealed class InstanceWaiters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskCompletionSource> _changes = new(StringComparer.Ordinal);
    private volatile bool _stopped;

    /// <summary>Whether there will be no more changes. Read it before the status.</summary>
    public bool IsStopped => _stopped;

    /// <summary>Completes at the instance's next durable change of status. Get it before reading the status.</summary>
    public Task NextChange(string instanceId)
    {
        lock (_gate)
        {
            if (!_changes.TryGetValue(instanceId, out var change))
                _changes[instanceId] = change = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return change.Task;
        }
    }

    /// <summary>Wakes the clients that wait for the instance.</summary>
    public void Notify(string instanceId)
    {
        TaskCompletionSource? change;
        lock (_gate)
        {
            if (!_changes.Remove(instanceId, out change)) return;
        }

        change.TrySetResult();
    }

    /// <summary>The engine has stopped: wakes all waiting clients, and lets later ones not wait.</summary>
    public void Stop()
    {
        _stopped = true;
        TaskCompletionSource[] changes;
        lock (_gate)
        {
            changes = [.. _changes.Values];
            _changes.Clear();
        }

        foreach (var change in changes) change.TrySetResult();
    }
}
