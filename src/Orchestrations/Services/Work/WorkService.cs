using DurableTeams.Errors;
using DurableTeams.Runs.Remote;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Services.Work;

/// <summary>
/// What workers call: they lease work, say that they live, tell what they do, ask people, and complete. Everything is stored
/// first, and what the orchestration has to know is told to it then.
/// </summary>
public sealed class WorkService(
    IRunStore store, WorkOrders orders, WorkForms forms, WorkNotices notices, WorkAlarm alarm, WorkLine line, TimeProvider time)
{
    /// <summary>The longest wait for work, or for an answer.</summary>
    public static TimeSpan MaxWait { get; } = TimeSpan.FromSeconds(30);

    private const int EventBatch = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Work of a queue; null where none comes within the wait.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="worker">Who asks.</param>
    /// <param name="wait">How long to wait, at most <see cref="MaxWait"/>.</param>
    /// <param name="ownSpans">Whether the worker exports spans of its own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ApiException">429: too many wait.</exception>
    public async Task<WorkOrder?> LeaseAsync(
        string queue, string worker, TimeSpan wait, bool ownSpans, CancellationToken cancellationToken = default)
    {
        var began = time.GetTimestamp();
        if (await TryLeaseAsync(queue, worker, ownSpans, cancellationToken) is { } order) return order;
        if (wait <= TimeSpan.Zero || cancellationToken.IsCancellationRequested) return null;
        try
        {
            return await line.StandAsync(queue, wait, WatchAsync, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        async Task<WorkOrder?> WatchAsync()
        {
            while (true)
            {
                if (await TryLeaseAsync(queue, worker, ownSpans, cancellationToken) is { } order) return order;
                var left = wait - time.GetElapsedTime(began);
                if (left <= TimeSpan.Zero || cancellationToken.IsCancellationRequested) return null;
                var watched = time.GetTimestamp();
                await store.WaitForWorkAsync(queue, left, cancellationToken);
                // What waits and cannot be had, since its run is about to end, is not looked at all the time.
                if (time.GetElapsedTime(watched) < Pause) await Task.Delay(Pause / 10, time, cancellationToken);
            }
        }
    }

    /// <summary>The worker lives; returns until when it has the work, and whether the run no longer needs the work.</summary>
    /// <exception cref="ApiException">403, 404, 409.</exception>
    public async Task<WorkHeld> HeartbeatAsync(string workId, string token, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var answer = await store.ChangeWorkAsync(workId, new WorkHeartbeat(now, WorkToken.Hash(token)), cancellationToken);
        if (WorkErrors.Of(workId, answer) is { } error) throw error;
        return new WorkHeld(answer.Work!.Due ?? now.AddMilliseconds(answer.Work.HoldMs), answer.Cancelled);
    }

    /// <summary>
    /// Records what a worker did; returns how many events are new. Events of unknown work are kept, and <c>null</c> is returned.
    /// </summary>
    /// <exception cref="ApiException">403, 409, 429.</exception>
    public async Task<int?> ReportAsync(
        string workId, string token, IReadOnlyList<WorkerEvent> events, bool ownSpans,
        CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var answer = await store.ChangeWorkAsync(
            workId, new WorkReport(now, WorkToken.Hash(token), events, ownSpans), cancellationToken);
        if (answer.Outcome == WorkOutcome.NotFound)
        {
            await store.AddOrphansAsync(
                new OrphanEvents(Short(workId), now, [.. events.Select(OrphanTexts.Shorten)]), cancellationToken);
            return null;
        }

        if (WorkErrors.Of(workId, answer) is { } error) throw error;
        return answer.Outcome == WorkOutcome.TooMany
            ? throw WorkErrors.TooMany("tooManyEvents", $"A piece of work has at most {WorkLimits.Events} events.")
            : answer.Recorded;
    }

    /// <summary>Asks a person; the same id is the same question.</summary>
    /// <exception cref="ApiException">403, 404, 409, 429.</exception>
    public async Task<RequirementRecord> AskAsync(
        string workId, string token, WorkAskRequest request, DurableTaskClient client,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var work = await store.FindWorkAsync(workId, cancellationToken) ?? throw ApiErrors.NotFound("work", workId);
        var now = time.GetUtcNow();
        var asked = request.Requirement(work, now);
        var answer = await store.ChangeWorkAsync(workId, new WorkAsk(now, WorkToken.Hash(token), asked), cancellationToken);
        if (WorkErrors.Of(workId, answer) is { } error) throw error;
        if (answer.Outcome == WorkOutcome.TooMany)
            throw WorkErrors.TooMany("tooManyQuestions", $"A piece of work asks at most {WorkLimits.Asks} questions.");
        await notices.TellAsync(answer.Work!, client);
        return await store.FindRequirementAsync(asked.RequirementId, cancellationToken) ?? asked;
    }

    /// <summary>A question, as soon as it is decided, or as it is after the wait.</summary>
    /// <exception cref="ApiException">403, 404, 409.</exception>
    public async Task<RequirementRecord> AnswerAsync(
        string workId, string askId, string? token, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var began = time.GetTimestamp();
        var id = RunIds.MemberRunOfWork(workId) is { } memberRun ? RunIds.WorkQuestion(memberRun, askId) : "";
        var work = await store.FindWorkAsync(workId, cancellationToken) ?? throw ApiErrors.NotFound("work", workId);
        var (after, look) = (0L, true);
        while (true)
        {
            if (token is not null && look)
            {
                var answer = await store.ChangeWorkAsync(
                    workId, new WorkHeartbeat(time.GetUtcNow(), WorkToken.Hash(token)), cancellationToken);
                if (WorkErrors.Of(workId, answer) is { } error) throw error;
            }

            var asked = await store.FindRequirementAsync(id, cancellationToken) ?? throw ApiErrors.NotFound("question", askId);
            var left = wait - time.GetElapsedTime(began);
            if (asked.Status != RequirementStatus.Pending || left <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
                return asked;
            var events = await store.ListEventsAsync(work.RunId, after, EventBatch, cancellationToken);
            if (events.Count > 0) after = events[^1].Sequence;
            look = events.Count == 0;
            if (look) await store.WaitForEventAsync(work.RunId, after, left, cancellationToken);
        }
    }

    /// <summary>Ends the work. The same again changes nothing.</summary>
    /// <exception cref="ApiException">400 where the output does not have the form asked for; 403, 404, 409.</exception>
    public async Task<WorkRecord> CompleteAsync(
        string workId, string token, WorkReply reply, DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var work = await store.FindWorkAsync(workId, cancellationToken) ?? throw ApiErrors.NotFound("work", workId);
        var hash = WorkToken.Hash(token);
        // Only whoever has the work is told what is wrong with an answer to it.
        if (reply.Output is { } output && work.TokenHash == hash && work.IsOpen
            && await forms.ProblemAsync(work, output) is { } problem)
            throw new ApiException(
                400, "invalidOutput", $"output: is not what was asked for: {problem}. Complete again with one that is.",
                "output");
        var error = reply.Error is { } failed ? failed with { MemberId = work.MemberId } : null;
        var answer = await store.ChangeWorkAsync(
            workId, new WorkCompletion(time.GetUtcNow(), hash, reply.Hash, reply.Output, error), cancellationToken);
        if (WorkErrors.Of(workId, answer) is { } refused) throw refused;
        alarm.Watch(workId, null);
        await notices.TellAsync(answer.Work!, client);
        return answer.Work!;
    }

    private async Task<WorkOrder?> TryLeaseAsync(string queue, string worker, bool ownSpans, CancellationToken cancellationToken)
    {
        var token = WorkToken.New();
        var lease = new WorkLease(time.GetUtcNow(), worker, WorkToken.Hash(token), ownSpans);
        if (await store.LeaseWorkAsync(queue, lease, cancellationToken) is not { } work) return null;
        alarm.Watch(work.WorkId, work.Due);
        return await orders.OfAsync(work, token, cancellationToken: CancellationToken.None);
    }

    private static string Short(string workId) => workId.Length <= 200 ? workId : workId[..200];
}

/// <summary>Until when a worker has its work.</summary>
/// <param name="Deadline">Until when the next heartbeat has to come.</param>
/// <param name="Cancelled">Whether the run no longer needs the work.</param>
public sealed record WorkHeld(DateTimeOffset Deadline, bool Cancelled);
