using DurableTeams.Contracts;
using DurableTeams.Runs.Remote;
using DurableTeams.Services.Work;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Services.Decisions;

/// <summary>
/// Delivers to the engine what is stored and may not have reached it because a process died in between: new runs,
/// cancellations, decisions, changes of work that
/// other processes do; and ends the waits and leases whose time is up. Hosts run it at start and every <see cref="Interval"/>. A
/// second delivery of the same thing does no harm.
/// </summary>
public sealed partial class OutboxRelay(
    IRunStore store,
    RunScheduler scheduler,
    DecisionSignals signals,
    WorkNotices notices,
    WorkAlarm alarm,
    WorkMetrics queues,
    OldestPendingMetric age,
    TimeProvider time,
    ILogger<OutboxRelay> logger)
{
    private const int MaxDue = 1_000;

    /// <summary>How often hosts run the relay.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// One round. Throws only when the store cannot be read. A failure of one run is logged, and the next round tries that run
    /// again.
    /// </summary>
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        foreach (var run in await store.ListUndeliveredRunsAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await GuardAsync(() => DeliverAsync(run, client, cancellationToken), failure => LogRun(failure, run.RunId));
        }

        foreach (var requirement in await store.ListUndeliveredDecisionsAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await GuardAsync(
                () => DeliverAsync(requirement, client, cancellationToken),
                failure => LogDecision(failure, requirement.RunId, requirement.MemberRunId, requirement.RequirementId));
        }

        await RelayWorkAsync(client, cancellationToken);
        await age.LookAsync(cancellationToken);
        await queues.LookAsync(cancellationToken);
    }

    private async Task RelayWorkAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        // What ends before the next round, too: the process that watched it may be gone.
        foreach (var work in await store.ListDueWorkAsync(time.GetUtcNow() + Interval, MaxDue, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (work.Due > time.GetUtcNow()) alarm.Watch(work.WorkId, work.Due);
            else
                await GuardAsync(
                    () => alarm.ExpireAsync(work.WorkId, client, cancellationToken),
                    failure => LogWork(failure, work.RunId, work.MemberRunId, work.WorkId));
        }

        foreach (var work in await store.ListUndeliveredWorkAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await notices.TellAgainAsync(work, client);
        }
    }

    private async Task DeliverAsync(RunRecord run, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (run.Status == RunStatus.Pending) await scheduler.ScheduleAsync(run, client, cancellationToken);
        if (run.CancelRequestedAt is not null)
            await client.RaiseEventAsync(run.RunId, RunSignals.Cancel, run.CancelReason, cancellationToken);
    }

    private async Task DeliverAsync(RequirementRecord requirement, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var run = await store.FindRunAsync(requirement.RunId, cancellationToken);
        if (run is null || run.Status.IsFinal())
        {
            // No member run waits for this decision any more; without the mark its event would be raised forever.
            await store.CommitAsync(new RunChange(
                requirement.RunId, time.GetUtcNow()) { Delivered = [requirement.RequirementId] }, cancellationToken);
            return;
        }

        await signals.TryRaiseAsync(requirement, client);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}, member run {MemberRunId}: whether the time of work {WorkId} is up could not be seen yet")]
    private partial void LogWork(Exception exception, string runId, string memberRunId, string workId);

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

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}, member run {MemberRunId}: the decision on {RequirementId} could not be delivered yet")]
    private partial void LogDecision(Exception exception, string runId, string memberRunId, string requirementId);
}
