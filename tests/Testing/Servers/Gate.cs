using DurableTeams.Testing.Waiting;

namespace DurableTeams.Testing.Servers;

/// <summary>One request to watch for: the first that matches. A holding gate keeps its answer back until released.</summary>
public sealed class Gate<T>(string what, Func<T, bool> matches, bool holds)
{
    private readonly TaskCompletionSource<T> reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<T> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int taken;
    private volatile bool abandoned;

    /// <summary>The request has arrived (and, at a holding gate, waits).</summary>
    public Task<T> ReachedAsync() => Wait.ThatAsync($"{what} arrives", reached.Task);

    /// <summary>The answer is written to the last byte.</summary>
    public Task<T> AnsweredAsync() => Wait.ThatAsync($"{what} is answered", answered.Task);

    /// <summary>Whether the request has arrived by now.</summary>
    public bool IsReached => reached.Task.IsCompleted;

    /// <summary>Whether the request is kept waiting, and whoever made it still waits.</summary>
    public bool IsHeld => IsReached && !released.Task.IsCompleted && !abandoned;

    public void Release() => released.TrySetResult();

    /// <summary>Whether this request is the gate's; says so once.</summary>
    internal bool TryTake(T request) => matches(request) && Interlocked.Exchange(ref taken, 1) == 0;

    internal async Task PassAsync(T request, CancellationToken aborted)
    {
        reached.TrySetResult(request);
        using var gone = aborted.Register(() => abandoned = true);
        if (holds) await released.Task.WaitAsync(aborted);
    }

    internal void Answered(T request) => answered.TrySetResult(request);
}
