using DurableTeams.Approvals.Notifications;
using DurableTeams.Contracts;
using DurableTeams.Contracts.Callbacks;
using DurableTeams.Outbound;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Callbacks;

/// <summary>
/// One look at a run: where its status changed, its address is told how it stands now, in a request that is signed as
/// notifications are. An address may carry a secret in its path: logs show the host alone.
/// </summary>
internal sealed partial class RunCallbackActivity(
    IRunStore store, CallbackSeal seal, RunCallbackForms forms, WebhookKeys keys, OutboundSender sender, TimeProvider time,
    ILogger<RunCallbackActivity> logger)
    : TaskActivity<RunCallbackInput, RunCallbackResult>
{
    private const int Gone = 410;
    private const int Batch = 200;
    private static readonly TimeSpan Always = TimeSpan.FromDays(1);

    private static readonly HashSet<string> Changes =
    [
        RunEventTypes.RunStarted, RunEventTypes.RunPaused, RunEventTypes.RunContinued, RunEventTypes.RunCompleted,
        RunEventTypes.RunFailed, RunEventTypes.RunCancelled,
    ];

    /// <inheritdoc/>
    public override async Task<RunCallbackResult> RunAsync(TaskActivityContext context, RunCallbackInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (after, changed) = await ReadAsync(input);
        if (await store.FindRunAsync(input.RunId) is not { } run) return new RunCallbackResult(after, Ended: true);
        if (seal.Open(input.RunId, input.Sealed) is not { } callback)
        {
            LogKeyless(input.RunId);
            return new RunCallbackResult(after, Ended: true);
        }

        if (changed == 0) return new RunCallbackResult(after, RestsMs: await RestsAsync(run));
        if (forms.Find(input.Form) is not { } form) return new RunCallbackResult(input.After, TryAgain: true);
        try
        {
            return await TellAsync(input, run, callback, form, after, changed);
        }
        catch (HttpRequestException exception)
        {
            LogUntold(input.RunId, callback.Url.Host, input.Attempt, exception.Message);
            return new RunCallbackResult(input.After, TryAgain: true);
        }
    }

    private async Task<RunCallbackResult> TellAsync(
        RunCallbackInput input, RunRecord run, RunCallback callback, IRunCallbackForm form, long after, long changed)
    {
        var delivery = FormattableString.Invariant($"{run.RunId}-{RunCallbackIds.Hash(callback.Id)}-{changed}");
        var body = await form.WriteAsync(run);
        OutboundAnswer answer;
        try
        {
            answer = await sender.PostAsync(
                callback.Url, body,
                [.. Notification.Headers(delivery, body, keys, time.GetUtcNow()), .. callback.Headers], form.MediaType);
        }
        catch (OutboundRefusedException refused)
        {
            LogRefused(run.RunId, callback.Url.Host, refused.Message);
            return new RunCallbackResult(after, Ended: true);
        }

        if (answer.Accepted)
            return new RunCallbackResult(after, Ended: run.Status.IsFinal(), RestsMs: await RestsAsync(run));
        if (answer.Status == Gone)
        {
            LogRefused(run.RunId, callback.Url.Host, "HTTP 410: the address wants no more.");
            return new RunCallbackResult(after, Ended: true);
        }

        LogUntold(run.RunId, callback.Url.Host, input.Attempt, FormattableString.Invariant($"HTTP {answer.Status}"));
        return new RunCallbackResult(
            input.After, TryAgain: true, RetryAfterMs: (long?)answer.RetryAfter?.TotalMilliseconds);
    }

    // Events are read before the run: every change of status writes one, so no change is missed.
    private async Task<(long After, long Changed)> ReadAsync(RunCallbackInput input)
    {
        var (after, changed) = (input.After, 0L);
        IReadOnlyList<RunEvent> events;
        do
        {
            events = await store.ListEventsAsync(input.RunId, after, Batch);
            foreach (var item in events)
            {
                after = item.Sequence;
                if (Changes.Contains(item.Type)) changed = after;
            }
        }
        while (events.Count == Batch);

        return (after, changed);
    }

    // Decisions say that they were taken; what expires does not.
    private async Task<long?> RestsAsync(RunRecord run)
    {
        if (run.Status != RunStatus.Paused) return null;
        var now = time.GetUtcNow();
        var pending = await store.ListRequirementsAsync(
            new RequirementQuery(RequirementStatus.Pending, RunId: run.RunId, Limit: Batch));
        var first = pending.Items.Min(asks => asks.ExpiresAt);
        var rests = first is { } expires ? expires - now + TimeSpan.FromSeconds(1) : Always;
        return (long)Math.Max(rests.TotalMilliseconds, 0);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}: {Host} could not be told of it and is tried again (attempt {Attempt}): {Reason}")]
    private partial void LogUntold(string runId, string host, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId}: {Host} is not told of it any more: {Reason}")]
    private partial void LogRefused(string runId, string host, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}: an address is not told of it any more, since the key is gone with which it was kept")]
    private partial void LogKeyless(string runId);
}
