using DurableTeams.Contracts;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Services.Decisions;

/// <summary>
/// Brings to the engine what was stored and may not have reached it because a process died in between: new runs, wishes to
/// cancel, decisions. Run at start and every <see cref="Interval"/>; telling the engine twice does no harm.
/// </summary>
public sealed partial class OutboxRelay(IRunStore store, RunScheduler scheduler, DecisionSignals signals, PendingAge age, TimeProvider time, ILogger<OutboxRelay> logger)
{
    /// <summary>How often to run it.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(30);

    /// <summary>One round. Throws only when the store cannot be read; what fails for one run is logged and left for the next round.</summary>
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        foreach (var run in await store.ListUndeliveredRunsAsync(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            await GuardAsync(() => DeliverAsync(run, client, cancellation), failure => LogRun(failure, run.RunId));
        }

        foreach (var requirement in await store.ListUndeliveredDecisionsAsync(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            await GuardAsync(
                () => DeliverAsync(requirement, client, cancellation),
                failure => LogDecision(failure, requirement.RunId, requirement.MemberRunId, requirement.RequirementId));
        }

        await age.LookAsync(cancellation);
    }

    private async Task DeliverAsync(RunRecord run, DurableTaskClient client, CancellationToken cancellation)
    {
        if (run.Status == RunStatus.Pending) await scheduler.ScheduleAsync(run, client, cancellation);
        if (run.CancelRequestedAt is not null) await client.RaiseEventAsync(run.RunId, RunSignals.Cancel, run.CancelReason, cancellation);
    }

    private async Task DeliverAsync(RequirementRecord requirement, DurableTaskClient client, CancellationToken cancellation)
    {
        var run = await store.FindRunAsync(requirement.RunId, cancellation);
        if (run is null || run.Status.IsFinal())
        {
            // Nobody will act on it any more; it would be raised forever.
            await store.CommitAsync(new RunChange(requirement.RunId, time.GetUtcNow()) { Delivered = [requirement.RequirementId] }, cancellation);
            return;
        }

        await signals.TryRaiseAsync(requirement, client);
    }

    private static async Task GuardAsync(Func<Task> deliver, Action<Exception> log)
    {
        try
        {
            await deliver();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId} could not be started or cancelled yet")]
    private partial void LogRun(Exception exception, string runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId}, member run {MemberRunId}: the decision on {RequirementId} could not be delivered yet")]
    private partial void LogDecision(Exception exception, string runId, string memberRunId, string requirementId);
}
