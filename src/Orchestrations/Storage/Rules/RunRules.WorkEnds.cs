using System.Globalization;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.Storage.Rules;

/// <summary>The rules for the beginning and the end of work, and of the attempts to get it done.</summary>
public static partial class RunRules
{
    /// <summary>
    /// Offers work; work that ended without an output in an earlier attempt of the run is offered again. What nobody knows the
    /// outcome of, and must not be done twice, a person is asked about first.
    /// </summary>
    private static void Offer(IRunRows rows, WorkRecord offered)
    {
        if (rows.FindWork(offered.MemberRunId) is not { } known)
        {
            if (rows.FindMemberRun(offered.MemberRunId)?.Status.IsFinal() == false) rows.Write(offered);
            return;
        }

        if (known.Agent.Attempt >= offered.Agent.Attempt || known.Status == WorkStatus.Completed) return;
        var again = known with
        {
            Agent = offered.Agent,
            Attempts = known.Attempt + offered.Attempts,
            Status = WorkStatus.Waiting,
            QueuedAt = offered.QueuedAt,
            Due = offered.Due,
            TokenHash = null,
            Lost = WithLost(known),
            Error = null,
            Completion = null,
            EndedAt = null,
            Heard = known.Told,
        };
        // A worker that said that it failed left nothing unknown.
        if (known is { Repeatable: false, Attempt: > 0, Completion: null }) AskAboutOutcome(rows, again, offered.QueuedAt);
        else rows.Write(again);
    }

    /// <summary>Ends a wait or a lease whose time is up.</summary>
    private static WorkAnswer Expire(IRunRows rows, WorkRecord work, DateTimeOffset at)
    {
        if (!(work.Due <= at) || !work.IsOpen) return new WorkAnswer(WorkOutcome.Unchanged, work);
        if (!IsNeeded(rows, work))
        {
            // Its member run is about to end; there is nothing more to wait for.
            work = work with { Due = null };
            rows.Write(work);
            return new WorkAnswer(WorkOutcome.Done, work);
        }

        if (work.Status == WorkStatus.Waiting)
            return new WorkAnswer(WorkOutcome.Done, Fail(rows, work, NoWorker(work), at));
        AppendWorkEvent(
            rows, work, at, "lost", RunEventTypes.WorkLost,
            new WorkEventData(work.WorkId, work.Worker, work.Attempt) { Queue = work.Queue });
        var pushed = work.Queue is null;
        var lost = work with { TokenHash = null, Lost = WithLost(work) };
        if (!work.Repeatable) return new WorkAnswer(WorkOutcome.Done, AskAboutOutcome(rows, lost, at));
        if (work.Attempt >= work.Attempts)
        {
            var why = pushed && !work.Accepted ? NoWorker(work) : WorkerLost(work);
            return new WorkAnswer(WorkOutcome.Done, Fail(rows, lost, why, at));
        }

        return new WorkAnswer(WorkOutcome.Done, Return(rows, lost, at));
    }

    /// <summary>Lets work wait for another attempt; work for an address is sent by the orchestration.</summary>
    private static WorkRecord Return(IRunRows rows, WorkRecord work, DateTimeOffset at)
    {
        work = work with
        {
            Status = WorkStatus.Waiting,
            QueuedAt = at,
            Due = work.StartMs is { } start ? at.AddMilliseconds(start) : null,
        };
        if (work.Queue is null) work = Tell(work);
        rows.Write(work);
        rows.Touch(at);
        return work;
    }

    private static WorkRecord End(IRunRows rows, WorkRecord work, string output, DateTimeOffset at)
    {
        rows.Add(new MessageRecord
        {
            MemberRunId = work.MemberRunId,
            Turn = WorkLimits.AnswerTurn,
            Slot = 0,
            Role = "assistant",
            Author = work.MemberId,
            Text = output,
        });
        return Close(rows, work with { Status = WorkStatus.Completed }, at);
    }

    private static WorkRecord Fail(IRunRows rows, WorkRecord work, RunError error, DateTimeOffset at) =>
        Close(rows, work with { Status = WorkStatus.Failed, Error = error }, at);

    private static WorkRecord Close(IRunRows rows, WorkRecord work, DateTimeOffset at)
    {
        work = Tell(work) with { Due = null, EndedAt = at };
        rows.Write(work);
        CancelRequirements(rows, work.MemberRunId, at);
        Unpause(rows, work.MemberRunId, at);
        rows.Touch(at);
        return work;
    }

    /// <summary>Cancels the open work of a member run that ends.</summary>
    private static void Dismiss(IRunRows rows, string memberRunId, DateTimeOffset at)
    {
        if (rows.FindWork(memberRunId) is not { } work || (!work.IsOpen && work.Told == work.Heard)) return;
        if (work.IsOpen) work = work with { Status = WorkStatus.Cancelled, Due = null, EndedAt = at };
        rows.Write(work with { Heard = work.Told });
    }

    /// <summary>Asks a person what became of work.</summary>
    private static WorkRecord AskAboutOutcome(IRunRows rows, WorkRecord work, DateTimeOffset at)
    {
        work = Tell(work) with { Status = WorkStatus.Unknown, Due = null };
        rows.Write(work);
        // A retried run asks what it asked before.
        if (rows.ListRequirements(work.MemberRunId, RequirementStatus.Pending)
            .Any(asked => asked is { Work: not null, Kind: RequirementKind.UnknownOutcome }))
        {
            rows.Write(new MemberRunUpdate(work.MemberRunId, RunStatus.Paused));
            PauseIfNothingGoesOn(rows, at);
            return work;
        }

        var id = string.Create(
            CultureInfo.InvariantCulture,
            $"{work.WorkId}-u{work.Attempt}{(work.Agent.Attempt == 0 ? "" : $"-{work.Agent.Attempt}")}");
        var note =
            $"'{work.Worker}' had the work of '{work.MemberId}' and was not heard of again. It may have been done, in part or "
                + "whole, and must not be done twice. Retry gives it away again; skip, with its result, counts it as done.";
        Question(rows, work, new RequirementRecord
        {
            RequirementId = id,
            Kind = RequirementKind.UnknownOutcome,
            RunId = work.RunId,
            TeamId = work.TeamId,
            MemberRunId = work.MemberRunId,
            MemberId = work.MemberId,
            MemberPath = work.MemberPath,
            Call = new CallReference(work.MemberRunId, 0, work.Attempt),
            Tool = new StoredCall(
                work.WorkId, work.Queue ?? work.Worker ?? work.MemberId,
                Element(new { worker = work.Worker, attempt = work.Attempt })),
            Work = new WorkQuestion(null, note),
            CreatedAt = at,
        }, at);
        return work;
    }

    /// <summary>Adds a question, and pauses the member run that waits for its answer.</summary>
    private static void Question(IRunRows rows, WorkRecord work, RequirementRecord asked, DateTimeOffset at)
    {
        if (!rows.Add(asked)) return;
        rows.Append(at, new AuditDraft(asked.RequirementId, null, AuditActions.Created));
        var tool = new { callId = asked.Tool.CallId, name = asked.Tool.Name, arguments = asked.Tool.Arguments };
        AppendEvents(
            rows, at,
            new RunEventDraft(
                $"req:{asked.RequirementId}:created", RunEventTypes.RequirementCreated, work.MemberRunId, work.MemberId,
                Element(new { requirementId = asked.RequirementId, kind = asked.Kind, tool })));
        rows.Write(new MemberRunUpdate(work.MemberRunId, RunStatus.Paused));
        rows.Touch(at);
        PauseIfNothingGoesOn(rows, at);
    }

    /// <summary>What the decision on a question does to the work.</summary>
    private static void Decided(IRunRows rows, RequirementRecord asked, DateTimeOffset at)
    {
        if (rows.FindWork(asked.MemberRunId) is not { IsOpen: true } work) return;
        if (asked.Kind != RequirementKind.UnknownOutcome)
        {
            rows.Write(Extended(rows, Tell(work), at));
            return;
        }

        if (work.Status != WorkStatus.Unknown) return;
        switch (asked.Decision)
        {
            case DecisionKinds.Retry:
                Return(rows, Tell(work) with { Attempts = Math.Max(work.Attempts, work.Attempt + 1) }, at);
                break;
            case DecisionKinds.Skip:
                End(rows, work, TextOf(asked.Result), at);
                break;
            default:
                Fail(rows, work, WorkerLost(work), at);
                break;
        }
    }

    private static void Unpause(IRunRows rows, string memberRunId, DateTimeOffset at)
    {
        if (rows.FindMemberRun(memberRunId)?.Status != RunStatus.Paused) return;
        rows.Write(new MemberRunUpdate(memberRunId, RunStatus.Running));
        if (rows.Run.Status == RunStatus.Paused) Continue(rows, at);
    }

    private static IReadOnlyList<string> WithLost(WorkRecord work) => work.TokenHash is { } hash
        ? [.. work.Lost.Append(hash).TakeLast(WorkLimits.LostTokens)]
        : work.Lost;

    private static string TextOf(System.Text.Json.JsonElement? result) => result switch
    {
        null => string.Empty,
        { ValueKind: System.Text.Json.JsonValueKind.String } text => text.GetString()!,
        { } json => json.GetRawText(),
    };

    private static RunError NoWorker(WorkRecord work) => Error(work, "noWorker", work.Queue is { } queue
        ? $"waited for a worker of queue '{queue}', and none came in time (remote.start)"
        : "could not be given its work: the address did not take it in time (remote.answer)");

    private static RunError WorkerLost(WorkRecord work) => Error(
        work, "workerLost", string.Create(
            CultureInfo.InvariantCulture,
            $"did not finish: '{work.Worker}' was not heard of again (attempt {work.Attempt} of {work.Attempts})"));

    private static RunError Error(WorkRecord work, string code, string what) => new(
        code, $"Member '{work.MemberId}' of team '{work.Agent.TeamId}' {what}.", work.MemberId);
}
