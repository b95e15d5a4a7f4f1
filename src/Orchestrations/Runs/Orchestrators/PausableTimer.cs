using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// A durable time budget that stands still while a run is paused: one durable timer while it runs, none while it is stopped.
/// Deterministic: it knows only the orchestration's time.
/// </summary>
// Its token source has no timer and no handle: nothing to dispose, and an orchestrator may be dropped at any await.
#pragma warning disable CA1001
internal sealed class PausableTimer(TaskOrchestrationContext context, TimeSpan budget)
#pragma warning restore CA1001
{
    private readonly TaskCompletionSource _expired = new();
    private TimeSpan _left = budget;
    private DateTime _since;
    private CancellationTokenSource? _running;

    /// <summary>Completes when the budget is used up.</summary>
    public Task Expired => _expired.Task;

    /// <summary>Lets time count, if it does not already.</summary>
    public void Start()
    {
        if (_running is not null || _expired.Task.IsCompleted) return;
        _running = new CancellationTokenSource();
        _since = context.CurrentUtcDateTime;
        _ = ExpireAsync(_running.Token);
    }

    /// <summary>Lets time stand still, if it does not already.</summary>
    public void Stop()
    {
        if (_running is null) return;
        var running = _running;
        _running = null;
        _left -= context.CurrentUtcDateTime - _since;
        if (_left < TimeSpan.Zero) _left = TimeSpan.Zero;
        running.Cancel();
        running.Dispose();
    }

    private async Task ExpireAsync(CancellationToken stopped)
    {
        try
        {
            await context.CreateTimer(_left, stopped);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _expired.TrySetResult();
    }
}
