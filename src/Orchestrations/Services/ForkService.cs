using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Runs.Forks;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Services;

/// <summary>
/// Forks runs: makes a new run that shares the past of another run up to one of its events. One commit writes the fork and the
/// past under the fork's own ids. The fork's orchestration goes on from there like the one of a retried run: it finds what is
/// recorded, and does not do it again.
/// </summary>
public sealed partial class ForkService(
    IRunStore store, ITeamCatalog teams, RunScheduler scheduler, TimeProvider time, ILogger<ForkService> logger)
{
    /// <summary>Forks a run, or finds the fork that this idempotency key made.</summary>
    /// <exception cref="ApiException">404 unknown run; 400 the run has no such event; 422 the key was used with another
    /// request.</exception>
    public async Task<RunRecord> ForkAsync(
        string runId, ForkRequest request, string? idempotencyKey, string? traceparent, DurableTaskClient client,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var origin = await store.FindRunAsync(runId, cancellationToken) ?? throw ApiErrors.NotFound("run", runId);
        var now = time.GetUtcNow();
        var forkId = idempotencyKey is null ? NewIds.Run(now) : NewIds.Fork(runId, idempotencyKey);
        var hash = idempotencyKey is null ? null : RequestHashes.Of(request);
        var existing = hash is null ? null : await store.FindRunAsync(forkId, cancellationToken);
        var fork = origin;
        if (existing is null)
        {
            var recorded = await RunSnapshot.ReadAsync(store, origin, cancellationToken);
            var mine = new RunRecord
            {
                RunId = forkId,
                TeamId = origin.TeamId,
                SessionId = origin.SessionId,
                UserId = origin.UserId,
                Status = RunStatus.Pending,
                Input = origin.Input,
                Metadata = origin.Metadata,
                DefinitionVersion = origin.DefinitionVersion,
                TraceId = NewIds.Trace(traceparent),
                TraceParent = NewIds.TraceParent(traceparent),
                RequestHash = hash,
                Attempt = origin.Attempt + 1,
                ForkOf = new ForkOrigin(runId, SequenceOf(recorded, request)),
                CreatedAt = now,
                UpdatedAt = now,
            };
            (fork, var past) = await ForkPlan.MakeAsync(recorded, mine, request.Message, teams, cancellationToken);
            existing = await KeepAsync(fork, past, cancellationToken);
        }

        if (existing is not null)
        {
            if (!string.Equals(existing.RequestHash, hash, StringComparison.Ordinal)) throw ApiErrors.KeyReused();
            if (existing.Status != RunStatus.Pending) return existing;
            fork = existing;
        }

        // From here the fork exists. It is scheduled even if the caller disconnects; if scheduling fails, the outbox relay does
        // it.
        try
        {
            await scheduler.ScheduleAsync(fork, client, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogUnscheduled(exception, fork.RunId);
        }

        return fork;
    }

    private async Task<RunRecord?> KeepAsync(RunRecord fork, RunChange past, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ForkAsync(fork, past, cancellationToken);
        }
        catch (KeyNotFoundException)
        {
            throw ApiErrors.NotFound("run", fork.ForkOf!.RunId);
        }
    }

    /// <summary>The last event to share. The end of a run is never shared, since a fork could not go on from there.</summary>
    private static long SequenceOf(RunSnapshot recorded, ForkRequest request)
    {
        var last = recorded.Events.Count == 0 ? 0 : recorded.Events[^1].Sequence;
        if (request.FromSequence is { } asked && (asked < 0 || asked > last))
            throw ApiErrors.InvalidField("fromSequence", FormattableString.Invariant(
                $"must be the sequence number of an event of the run, 0 (nothing) to {last}."));
        var sequence = request.FromSequence ?? last;
        var ends = sequence > 0 && recorded.Events[(int)sequence - 1].Type is RunEventTypes.RunCompleted
            or RunEventTypes.RunFailed or RunEventTypes.RunCancelled;
        return ends ? sequence - 1 : sequence;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Fork {RunId} could not be scheduled yet")]
    private partial void LogUnscheduled(Exception exception, string runId);
}
