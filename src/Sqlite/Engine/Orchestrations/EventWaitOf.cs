using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>A wait for an event, with the type of its payload.</summary>
internal sealed class EventWait<T> : EventWait
{
    private readonly TaskCompletionSource<T> _completion = new();
    private CancellationTokenRegistration _cancellation;

    public Task<T> Task => _completion.Task;

    /// <summary>
    /// Ends the wait when the token is cancelled; <paramref name="leave"/> then removes the wait from its line.
    /// </summary>
    public void CancelOn(Action<EventWait> leave, CancellationToken token)
    {
        if (!token.CanBeCanceled) return;
        _cancellation = token.Register(() =>
        {
            leave(this);
            _completion.TrySetCanceled(token);
        });
    }

    public override void Deliver(string name, string? payload, DataConverter converter)
    {
        _cancellation.Dispose();
        T value;
        try
        {
            value = converter.Deserialize<T>(payload)!;
        }
        catch (Exception e)
        {
            _completion.TrySetException(new EventPayloadException(name, typeof(T), e));
            return;
        }

        _completion.TrySetResult(value);
    }
}
