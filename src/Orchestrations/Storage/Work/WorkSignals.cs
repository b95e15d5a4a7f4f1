namespace DurableTeams.Storage.Work;

/// <summary>
/// For stores: wakes those in this process who wait for work in a queue. Each waits by a task, and not by a thread.
/// </summary>
public sealed class WorkSignals
{
    private readonly Dictionary<string, List<TaskCompletionSource>> _waiting = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Starts to listen; dispose the result to stop.</summary>
    public Listener Listen(string queue)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_waiting.TryGetValue(queue, out var list)) _waiting[queue] = list = [];
            list.Add(source);
        }

        return new Listener(this, queue, source);
    }

    /// <summary>Tells that work waits in a queue, or none where the work is for no queue.</summary>
    public void Signal(string? queue)
    {
        if (queue is null) return;
        lock (_gate)
        {
            if (!_waiting.TryGetValue(queue, out var list)) return;
            foreach (var source in list) source.TrySetResult();
        }
    }

    private void Remove(string queue, TaskCompletionSource source)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(queue, out var list) && list.Remove(source) && list.Count == 0) _waiting.Remove(queue);
        }
    }

    /// <summary>One who waits.</summary>
    public sealed class Listener : IDisposable
    {
        private readonly WorkSignals _signals;
        private readonly string _queue;
        private readonly TaskCompletionSource _source;

        internal Listener(WorkSignals signals, string queue, TaskCompletionSource source) =>
            (_signals, _queue, _source) = (signals, queue, source);

        /// <summary>Completes at the first signal.</summary>
        public Task Signalled => _source.Task;

        /// <inheritdoc/>
        public void Dispose() => _signals.Remove(_queue, _source);
    }
}
