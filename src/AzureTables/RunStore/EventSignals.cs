namespace DurableTeams.AzureTables.RunStore;

/// <summary>
/// Wakes listeners in this process that wait for a run's next event. Commits of other processes are found by polling.
/// </summary>
internal sealed class EventSignals
{
    private readonly Dictionary<string, List<TaskCompletionSource>> _waiting = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Starts to listen; the task ends at the next signal.</summary>
    public Task Listen(string runId, CancellationToken until)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_waiting.TryGetValue(runId, out var list)) _waiting[runId] = list = [];
            list.Add(source);
        }

        until.Register(() => Remove(runId, source));
        return source.Task;
    }

    /// <summary>Tells that events of this run were committed.</summary>
    public void Signal(string runId)
    {
        List<TaskCompletionSource>? list;
        lock (_gate)
        {
            if (!_waiting.Remove(runId, out list)) return;
        }

        foreach (var source in list) source.TrySetResult();
    }

    private void Remove(string runId, TaskCompletionSource source)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(runId, out var list) && list.Remove(source) && list.Count == 0) _waiting.Remove(runId);
        }
    }
}
