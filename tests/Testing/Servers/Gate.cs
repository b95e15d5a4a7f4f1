using DurableTeams.Testing.Waiting;

namespace DurableTeams.Testing.Servers;

/// <summary>One request to watch for: the first that matches. A holding gate keeps its answer back until released.</summary>
public sealed class Gate<T>(string what, Func<T, bool> matches, bool holds)
{
    private readonly TaskCompletionSource<T> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<T> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;
    private volatile bool _abandoned;

    /// <summary>The request has arrived (and, at a holding gate, waits).</summary>
    public Task<T> ReachedAsync() => Wait.ThatAsync($"{what} arrives", _reached.Task);

    /// <summary>The answer is written to the last byte.</summary>
    public Task<T> AnsweredAsync() => Wait.ThatAsync($"{what} is answered", _answered.Task);

    /// <summary>Whether the request has arrived by now.</summary>
    public bool IsReached => _reached.Task.IsCompleted;

    /// <summary>Whether the request is kept waiting, and whoever made it still waits.</summary>
    public bool IsHeld => IsReached && !_released.Task.IsCompleted && !_abandoned;

    public void Release() => _released.TrySetResult();

    /// <summary>Whether this request is the gate's; says so once.</summary>
    internal bool TryTake(T request) => matches(request) && Interlocked.Exchange(ref _taken, 1) == 0;

    internal async Task PassAsync(T request, CancellationToken aborted)
    {
        _reached.TrySetResult(request);
        using var gone = aborted.Register(() => _abandoned = true);
        if (holds) await _released.Task.WaitAsync(aborted);
    }

    internal void Answered(T request) => _answered.TrySetResult(request);
}
