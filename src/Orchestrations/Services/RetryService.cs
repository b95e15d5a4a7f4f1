using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Modes.Negotiation;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Services;

/// <summary>
/// Continues failed runs. The orchestration of the run starts again under the same ids. It finds every recorded turn, tool
/// result and decision, and does not make them again; so the run goes on from its last recorded step.
/// </summary>
public sealed partial class RetryService(IRunStore store, RunScheduler scheduler, TimeProvider time, ILogger<RetryService> logger)
{
    /// <summary>Retries a run.</summary>
    /// <exception cref="ApiException">404 unknown run; 409 the run has not failed.</exception>
    public async Task<RunRecord> RetryAsync(string runId, DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        var run = await store.FindRunAsync(runId, cancellationToken) ?? throw ApiErrors.NotFound("run", runId);
        if (run.Status != RunStatus.Failed) throw NotFailed(run);
        var attempt = run.Attempt;
        run = await store.RetryAsync(runId, await UnfinishedAsync(runId, cancellationToken), time.GetUtcNow(), cancellationToken)
            ?? throw ApiErrors.NotFound("run", runId);
        if (run.Attempt != attempt + 1) throw NotFailed(run);
        try
        {
            await scheduler.ScheduleAsync(run, client, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The retry is stored: the outbox relay schedules it.
            LogUnscheduled(exception, runId);
        }

        return run;
    }

    /// <summary>
    /// The member runs that have not finished. A failed member run counts as finished, with all below it, where its leader was
    /// told of the failure.
    /// </summary>
    private async Task<IReadOnlyList<string>> UnfinishedAsync(string runId, CancellationToken cancellationToken)
    {
        var messages = await store.ListRunMessagesAsync(runId, cancellationToken);
        var told = messages.SelectMany(message => (message.Parts ?? []).Select(part => part.OutputOf).Append(message.OutputOf))
            .ToHashSet(StringComparer.Ordinal);
        var again = new List<string>();
        var memberRuns = await store.ListMemberRunsAsync(runId, cancellationToken);
        foreach (var agent in memberRuns)
        {
            var within = agent.ParentMemberRunId is not { } above || again.Contains(above, StringComparer.Ordinal);
            if (within && agent.Status != RunStatus.Completed && !told.Contains(agent.MemberRunId)
                && !NegotiationSteps.WentOnWithout(agent, memberRuns)) again.Add(agent.MemberRunId);
        }

        return again;
    }

    private static ApiException NotFailed(RunRecord run) => ApiErrors.Conflict(
        "runNotFailed", $"The run '{run.RunId}' is {EnumText.Of(run.Status)}; only a failed run can be retried.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The retry of run {RunId} could not be scheduled yet")]
    private partial void LogUnscheduled(Exception exception, string runId);
}
