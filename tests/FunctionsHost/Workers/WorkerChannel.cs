using System.Collections.Concurrent;
using System.Threading.Channels;
using DurableTeams.FunctionsHost.Protocol;

namespace DurableTeams.FunctionsHost.Workers;

/// <summary>The stream of messages to and from one worker.</summary>
internal sealed class WorkerChannel(string workerId, WorkerLog log)
{
    private readonly Channel<StreamingMessage> _toWorker = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> _invoked = new(
        StringComparer.Ordinal);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _gone;

    public string WorkerId { get; } = workerId;

    /// <summary>When the worker has opened its stream.</summary>
    public Task Started => _started.Task;

    /// <summary>What is to be written to the worker.</summary>
    public ChannelReader<StreamingMessage> ToWorker => _toWorker.Reader;

    public void Open() => _started.TrySetResult();

    /// <summary>Asks, and returns the worker's answer to that.</summary>
    public async Task<StreamingMessage> AskAsync(Action<StreamingMessage> fill)
    {
        var message = new StreamingMessage { RequestId = Guid.NewGuid().ToString() };
        fill(message);
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[message.RequestId] = answer;
        Tell(message);
        if (_gone is { } gone) answer.TrySetException(gone);
        return await answer.Task;
    }

    /// <summary>Invokes a function. Cancelling asks the worker to cancel, whose answer is waited for nevertheless.</summary>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<InvocationResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _invoked[request.InvocationId] = answer;
        Tell(new StreamingMessage { RequestId = Guid.NewGuid().ToString(), InvocationRequest = request });
        if (_gone is { } gone) answer.TrySetException(gone);
        await using var cancelled = cancellationToken.Register(() => Tell(
            new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = request.InvocationId } }));
        try
        {
            return await answer.Task;
        }
        finally
        {
            _invoked.TryRemove(request.InvocationId, out _);
        }
    }

    /// <summary>Sends what needs no answer.</summary>
    public void Tell(StreamingMessage message) => _toWorker.Writer.TryWrite(message);

    /// <summary>Takes a message of the worker.</summary>
    public void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.RpcLog:
                log.Write(message.RpcLog);
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (_invoked.TryGetValue(message.InvocationResponse.InvocationId, out var invoked))
                    invoked.TrySetResult(message.InvocationResponse);
                break;
            default:
                if (_asked.TryRemove(message.RequestId, out var asked)) asked.TrySetResult(message);
                break;
        }
    }

    /// <summary>Nothing comes any more: all that waits fails.</summary>
    public void Close(string why)
    {
        var gone = new WorkerGoneException(why);
        _gone = gone;
        _toWorker.Writer.TryComplete();
        _started.TrySetException(gone);
        foreach (var asked in _asked.Values) asked.TrySetException(gone);
        foreach (var invoked in _invoked.Values) invoked.TrySetException(gone);
    }
}
