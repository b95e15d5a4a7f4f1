using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Services;

/// <summary>Starts, watches and cancels runs. HTTP triggers call this service; it knows no HTTP.</summary>
public sealed partial class RunService(
    IRunStore store,
    ITeamCatalog teams,
    RunScheduler scheduler,
    OutgoingTrace traces,
    TimeProvider time,
    ILogger<RunService> logger)
{
    private const int EventBatch = 500;

    private static readonly HashSet<string> StatusChanges =
    [
        RunEventTypes.RunStarted, RunEventTypes.RunPaused, RunEventTypes.RunContinued, RunEventTypes.RunCompleted,
        RunEventTypes.RunFailed, RunEventTypes.RunCancelled,
    ];

    /// <summary>Starts a run, or finds the one that this idempotency key started.</summary>
    /// <exception cref="ApiException">404 unknown team; 409 the session belongs to another user; 422 the key was used with
    /// another request.</exception>
    public async Task<RunRecord> StartAsync(
        string teamId,
        StartRunRequest request,
        string? idempotencyKey,
        string? traceparent,
        DurableTaskClient client,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var team = teams.Find(teamId) ?? throw ApiErrors.NotFound("team", teamId);
        var now = time.GetUtcNow();
        var runId = idempotencyKey is null ? NewIds.Run(now) : NewIds.Run(teamId, idempotencyKey);
        var run = new RunRecord
        {
            RunId = runId,
            TeamId = teamId,
            SessionId = request.SessionId ?? NewIds.Session(runId),
            UserId = request.UserId,
            Status = RunStatus.Pending,
            Input = request.Message,
            Metadata = request.Metadata,
            DefinitionVersion = team.Version,
            TraceId = NewIds.Trace(traceparent),
            TraceParent = NewIds.TraceParent(traceparent),
            RequestHash = idempotencyKey is null ? null : RequestHashes.Of(request),
            CreatedAt = now,
            UpdatedAt = now,
        };
        var existing = await CreateAsync(run, team.Definition.State?.ToJsonString(ContractJson.Compact), cancellationToken);
        if (existing is not null)
        {
            if (!string.Equals(existing.RequestHash, run.RequestHash, StringComparison.Ordinal)) throw ApiErrors.KeyReused();
            if (existing.Status != RunStatus.Pending) return existing;
            run = existing;
        }

        traces.Keep(run);
        // From here the run exists. It is scheduled even if the caller disconnects; if scheduling fails, the outbox relay does
        // it.
        try
        {
            await scheduler.ScheduleAsync(run, client, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogUnscheduled(exception, run.RunId);
        }

        return run;
    }

    /// <summary>The run that a start with this idempotency key made; null where there was none.</summary>
    public Task<RunRecord?> FindStartedAsync(
        string teamId, string idempotencyKey, CancellationToken cancellationToken = default) =>
        store.FindRunAsync(NewIds.Run(teamId, idempotencyKey), cancellationToken);

    private async Task<RunRecord?> CreateAsync(RunRecord run, string? state, CancellationToken cancellationToken)
    {
        try
        {
            return await store.CreateRunAsync(run, state, cancellationToken);
        }
        catch (SessionUserException exception)
        {
            throw ApiErrors.Conflict(
                "sessionOfAnotherUser",
                $"{exception.Message} Leave sessionId out to begin a new session, or send the userId of this session's user.",
                "userId");
        }
    }

    /// <summary>The run with this id.</summary>
    /// <exception cref="ApiException">404.</exception>
    public async Task<RunRecord> GetAsync(string runId, CancellationToken cancellationToken = default) =>
        await store.FindRunAsync(runId, cancellationToken) ?? throw ApiErrors.NotFound("run", runId);

    /// <summary>
    /// Waits until the run has ended or is paused, at most for the timeout or until cancelled, and returns the run.
    /// </summary>
    public async Task<RunRecord> WaitAsync(RunRecord run, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var started = time.GetTimestamp();
        var after = 0L;
        var changed = true;
        while (true)
        {
            // Every change of status writes an event with it. Events are read before the status, so no change is missed.
            IReadOnlyList<RunEvent> events;
            do
            {
                events = await store.ListEventsAsync(run.RunId, after, EventBatch, CancellationToken.None);
                if (events.Count > 0) after = events[^1].Sequence;
                changed |= events.Any(e => StatusChanges.Contains(e.Type));
            }
            while (events.Count == EventBatch);

            var left = timeout - time.GetElapsedTime(started);
            var over = left <= TimeSpan.Zero || cancellationToken.IsCancellationRequested;
            if (changed || over) run = await store.FindRunAsync(run.RunId, CancellationToken.None) ?? run;
            if (HasEndedOrPaused(run) || over) return run;
            changed = false;
            try
            {
                await store.WaitForEventAsync(run.RunId, after, left, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return run;
            }
        }
    }

    /// <summary>Asks a run to end.</summary>
    /// <exception cref="ApiException">404 unknown run; 409 the run has ended.</exception>
    public async Task<RunRecord> CancelAsync(
        string runId, string? reason, DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var run = await store.RequestCancelAsync(runId, reason, time.GetUtcNow(), cancellationToken)
            ?? throw ApiErrors.NotFound("run", runId);
        if (run.Status.IsFinal()) throw ApiErrors.RunFinished(runId, EnumText.Of(run.Status));
        try
        {
            await client.RaiseEventAsync(runId, RunSignals.Cancel, run.CancelReason, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The cancellation is stored: the outbox relay raises the event again.
            LogUnsignalled(exception, runId);
        }

        await RunCallbacks.LookAsync(runId, client);
        return run;
    }

    /// <summary>Closes a member run as timed out, for a host that waits for it no longer.</summary>
    /// <param name="client">The engine's client.</param>
    /// <param name="memberRunId">The member run.</param>
    /// <param name="why">What it did, for the error of the member run: "made no progress for …".</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task CloseMemberRunAsync(
        DurableTaskClient client, string memberRunId, string why, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.RaiseEventAsync(memberRunId, RunSignals.TimeUp, why, cancellationToken);
    }

    /// <summary>Whether a run has ended or waits for a person.</summary>
    public static bool HasEndedOrPaused(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Status == RunStatus.Paused || run.Status.IsFinal();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId} could not be scheduled yet")]
    private partial void LogUnscheduled(Exception exception, string runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cancelling run {RunId} could not be signalled yet")]
    private partial void LogUnsignalled(Exception exception, string runId);
}
