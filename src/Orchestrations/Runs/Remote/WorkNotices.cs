using DurableTeams.Contracts;
using DurableTeams.Storage.Work;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Remote;

/// <summary>
/// Tells orchestrations of changes of their work. A change that could not be told is told again by the outbox relay.
/// </summary>
public sealed partial class WorkNotices(ILogger<WorkNotices> logger)
{
    /// <summary>Tells of the last change.</summary>
    public Task TellAsync(WorkRecord work, DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.Told > work.Heard ? RaiseAsync(work, work.Told, client) : Task.CompletedTask;
    }

    /// <summary>
    /// Tells of the first and the last change that the orchestration has not learned of: it waits for one of them, or for one
    /// in between that was told, and looks at the work then.
    /// </summary>
    public async Task TellAgainAsync(WorkRecord work, DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(work);
        for (var change = work.Heard + 1; change <= work.Told; change++) await RaiseAsync(work, change, client);
    }

    private async Task RaiseAsync(WorkRecord work, int change, DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        try
        {
            await client.RaiseEventAsync(
                work.MemberRunId, RunSignals.Work(work.WorkId, change), string.Empty, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogUntold(exception, work.RunId, work.MemberRunId, work.WorkId);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}, member run {MemberRunId}: the change of work {WorkId} could not be signalled yet")]
    private partial void LogUntold(Exception exception, string runId, string memberRunId, string workId);
}
