namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>Keeps an orchestrator's continuations on the sequencer, in order.</summary>
internal sealed class OrchestratorSynchronizationContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private int _thread;

    /// <summary>Whether code outside the turn tried to continue the orchestrator.</summary>
    public bool WasPostedFromOutside { get; private set; }

    /// <summary>Runs code, and all its continuations, as this orchestrator.</summary>
    public void Run<T>(Action<T> code, T state)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            code(state);
            while (_queue.TryDequeue(out var next)) next.Callback(next.State);
        }
        finally
        {
            _thread = 0;
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        // A continuation from elsewhere (Task.Run, Task.Delay, I/O) is never run: no replay could repeat it.
        if (_thread == Environment.CurrentManagedThreadId) _queue.Enqueue((d, state));
        else WasPostedFromOutside = true;
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}
