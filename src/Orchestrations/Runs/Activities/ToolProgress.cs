using DurableTeams.Contracts;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// Records the notes of a running call as events, at most one a second and <see cref="Most"/> in all. A note that cannot be
/// recorded is lost: the call does not wait for it.
/// </summary>
internal sealed partial class ToolProgress(
    IRunStore store, ToolCallInput input, StoredCall call, TimeProvider time, ILogger logger)
        : IProgress<string>, IAsyncDisposable
{
    /// <summary>Notes of one attempt.</summary>
    public const int Most = 100;

    private const int MaxLength = 1_000;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private string? _latest;
    private Task _writing = Task.CompletedTask;
    private int _written;

    public void Report(string value)
    {
        if (string.IsNullOrWhiteSpace(value)) return;
        lock (_gate)
        {
            if (_ended.IsCancellationRequested || _written == Most) return;
            _latest = value.Length <= MaxLength ? value : value[..MaxLength];
            if (!_writing.IsCompleted) return;
            // The event is durable by itself, and not part of what the activity writes.
            using IDisposable? apart = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
            _writing = Task.Run(WriteAsync);
        }
    }

    /// <summary>Ends with the note that is being recorded; a later one is superseded by the call's result.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        Task writing;
        lock (_gate) writing = _writing;
        await writing;
        _ended.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            while (Next() is { } text)
            {
                await store.CommitAsync(Change(text));
                await Task.Delay(Apart, time, _ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The call has ended.
        }
        catch (Exception exception)
        {
            LogLost(logger, exception, input.Agent.RunId, input.Agent.MemberRunId);
        }
    }

    private string? Next()
    {
        lock (_gate)
        {
            if (_latest is not { } text || _ended.IsCancellationRequested) return null;
            _latest = null;
            _written++;
            return text;
        }
    }

    private RunChange Change(string text)
    {
        var (agent, place, now) = (input.Agent, input.Call, time.GetUtcNow());
        var key = FormattableString.Invariant($"{agent.MemberRunId}:t{place.Turn}.{place.Index}:progress:{now.UtcTicks}");
        return new RunChange(agent.RunId, now)
        {
            Events = [new RunEventDraft(
                key, RunEventTypes.ToolCallProgress, agent.MemberRunId, agent.MemberId, RunChanges.Data(new
                {
                    callId = call.CallId,
                    name = call.Name,
                    text,
                    attempt = input.Attempt,
                    turn = place.Turn,
                    index = place.Index,
                }))],
        };
    }

    [LoggerMessage(
        Level = LogLevel.Debug, Message = "A note of a call of run {RunId}, member run {MemberRunId} was not recorded")]
    private static partial void LogLost(ILogger logger, Exception exception, string runId, string memberRunId);
}
