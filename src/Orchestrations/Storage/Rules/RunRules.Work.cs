using System.Globalization;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.Storage.Rules;

/// <summary>
/// The rules for work that other processes do: who has it, until when, and what becomes of it. Of two steps that exclude each
/// other the first counts.
/// </summary>
public static partial class RunRules
{
    /// <summary>Lets a step happen to the work of a member run.</summary>
    public static WorkAnswer Take(IRunRows rows, string memberRunId, WorkStep step)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(step);
        if (rows.FindWork(memberRunId) is not { } work) return new WorkAnswer(WorkOutcome.NotFound, null);
        return step switch
        {
            WorkLease lease => Lease(rows, work, lease),
            WorkExpiry expiry => Expire(rows, work, expiry.At),
            WorkWord word => WorkTokens.Check(work, word.TokenHash) switch
            {
                WorkOutcome.Done => Hear(rows, work, word),
                var refused => Refuse(rows, work, word, refused),
            },
            _ => throw new ArgumentException($"{step.GetType()} is no step of work.", nameof(step)),
        };
    }

    private static WorkAnswer Hear(IRunRows rows, WorkRecord work, WorkWord word) => word switch
    {
        WorkHeartbeat heartbeat => Heartbeat(rows, work, heartbeat),
        WorkReport report => Report(rows, work, report),
        WorkAsk ask => Ask(rows, work, ask),
        WorkCompletion completion => Complete(rows, work, completion),
        _ => throw new ArgumentException($"{word.GetType()} is no word about work.", nameof(word)),
    };

    private static WorkAnswer Lease(IRunRows rows, WorkRecord work, WorkLease lease)
    {
        if (work.Status != WorkStatus.Waiting || work.Due <= lease.At || !IsNeeded(rows, work))
            return new WorkAnswer(WorkOutcome.Unchanged, work);
        work = work with
        {
            Status = WorkStatus.Leased,
            Attempt = work.Attempt + 1,
            Worker = lease.Worker,
            TokenHash = lease.TokenHash,
            OwnSpans = lease.OwnSpans,
            Accepted = false,
            Since = lease.At,
            ProgressAt = lease.At,
            Due = lease.At.AddMilliseconds(work.HoldMs),
        };
        rows.Write(work);
        AppendWorkEvent(
            rows, work, lease.At, "leased", RunEventTypes.WorkLeased,
            new WorkEventData(work.WorkId, work.Worker, work.Attempt) { Queue = work.Queue });
        rows.Touch(lease.At);
        return new WorkAnswer(WorkOutcome.Done, work);
    }

    private static WorkAnswer Heartbeat(IRunRows rows, WorkRecord work, WorkHeartbeat heartbeat)
    {
        if (work.Status == WorkStatus.Cancelled) return new WorkAnswer(WorkOutcome.Unchanged, work) { Cancelled = true };
        if (work.Status != WorkStatus.Leased) return new WorkAnswer(WorkOutcome.Ended, work);
        work = Extended(rows, work, heartbeat.At) with { Accepted = work.Accepted || heartbeat.Accepts };
        rows.Write(work);
        return new WorkAnswer(WorkOutcome.Done, work) { Cancelled = !IsNeeded(rows, work) };
    }

    private static WorkAnswer Ask(IRunRows rows, WorkRecord work, WorkAsk ask)
    {
        if (work.Status != WorkStatus.Leased || !IsNeeded(rows, work)) return new WorkAnswer(WorkOutcome.Ended, work);
        if (rows.FindRequirement(ask.Requirement.RequirementId) is not null)
        {
            work = Extended(rows, work, ask.At);
            rows.Write(work);
            return new WorkAnswer(WorkOutcome.Unchanged, work);
        }

        if (work.Asks >= WorkLimits.Asks) return new WorkAnswer(WorkOutcome.TooMany, work);
        // Whoever waits for a person loses nothing by waiting.
        work = Tell(work) with { Asks = work.Asks + 1, Due = null, ProgressAt = ask.At };
        rows.Write(work);
        Question(rows, work, ask.Requirement, ask.At);
        return new WorkAnswer(WorkOutcome.Done, work);
    }

    private static WorkAnswer Complete(IRunRows rows, WorkRecord work, WorkCompletion completion)
    {
        if (work.Status is WorkStatus.Completed or WorkStatus.Failed)
        {
            return new WorkAnswer(
                work.Completion == completion.Hash ? WorkOutcome.Unchanged : WorkOutcome.Contradiction, work);
        }

        if (work.Status != WorkStatus.Leased || !IsNeeded(rows, work)) return Refuse(rows, work, completion, WorkOutcome.Ended);
        work = work with { Completion = completion.Hash };
        work = completion.Output is { } output
            ? End(rows, work, output, completion.At)
            : Fail(rows, work, completion.Error!, completion.At);
        return new WorkAnswer(WorkOutcome.Done, work);
    }

    /// <summary>Refuses a word; a result is recorded as late, and changes nothing.</summary>
    private static WorkAnswer Refuse(IRunRows rows, WorkRecord work, WorkWord word, WorkOutcome why)
    {
        if (word is WorkCompletion late && why is WorkOutcome.Superseded or WorkOutcome.Ended)
        {
            var key = $"work:{work.WorkId}:late:{late.TokenHash[..16]}";
            var data = new WorkEventData(work.WorkId, null, null)
            {
                Output = late.Output is { Length: > WorkLimits.LateResult } text
                    ? text[..WorkLimits.LateResult] + " …"
                    : late.Output,
                Error = late.Error?.Message,
            };
            rows.Append(
                late.At,
                new RunEventDraft(key, RunEventTypes.WorkResultLate, work.MemberRunId, work.MemberId, Element(data)));
        }

        return new WorkAnswer(why, work);
    }

    /// <summary>The work with a fresh lease; the lease stands still while a person is asked.</summary>
    private static WorkRecord Extended(IRunRows rows, WorkRecord work, DateTimeOffset at) =>
        work with { Due = IsAsking(rows, work) ? null : at.AddMilliseconds(work.HoldMs) };

    private static bool IsAsking(IRunRows rows, WorkRecord work) =>
        rows.ListRequirements(work.MemberRunId, RequirementStatus.Pending).Any(asked => asked.Work is not null);

    private static bool IsNeeded(IRunRows rows, WorkRecord work) =>
        rows.Run is { CancelRequested: false, Status: var status } && !status.IsFinal()
            && rows.FindMemberRun(work.MemberRunId)?.Status.IsFinal() == false;

    /// <summary>Work with one more change that its orchestration has to learn of.</summary>
    private static WorkRecord Tell(WorkRecord work) => work with { Told = work.Told + 1 };

    private static void Hear(IRunRows rows, WorkHeard heard)
    {
        if (RunIds.MemberRunOfWork(heard.WorkId) is { } memberRun && rows.FindWork(memberRun) is { } work
            && heard.Told > work.Heard)
            rows.Write(work with { Heard = Math.Min(heard.Told, work.Told) });
    }

    private static void AppendWorkEvent(
        IRunRows rows, WorkRecord work, DateTimeOffset at, string what, string type, WorkEventData data) =>
        AppendEvents(
            rows, at,
            new RunEventDraft(
                string.Create(CultureInfo.InvariantCulture, $"work:{work.WorkId}:{what}:{work.Attempt}"), type,
                work.MemberRunId, work.MemberId, Element(data)));

    private sealed record WorkEventData(string WorkId, string? Worker, int? Attempt)
    {
        public string? Queue { get; init; }

        public string? Output { get; init; }

        public string? Error { get; init; }
    }
}
