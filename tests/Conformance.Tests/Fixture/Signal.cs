namespace DurableTeams.Conformance.Tests;

/// <summary>Something that happens once. Continuations never run on the orchestrator that sets it.</summary>
internal sealed class Signal
{
    private readonly TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsSet => _set.Task.IsCompleted;

    public void Set() => _set.TrySetResult();

    public Task WaitAsync(CancellationToken cancellationToken) => _set.Task.WaitAsync(cancellationToken);

    /// <summary>For activities, which have no cancellation token.</summary>
    public Task WaitAsync() => _set.Task;
}
