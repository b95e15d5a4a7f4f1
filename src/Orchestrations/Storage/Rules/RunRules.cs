using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>
/// The effects of changes, pauses, decisions and retries on a run, the same in every store. A repeated call leaves the same
/// rows as the first. A store calls these rules inside its write, with its own <see cref="IRunRows"/>.
/// </summary>
public static partial class RunRules
{
    /// <summary>
    /// Applies a change. Returns false and writes nothing where the turn that the change must be the first to record is known
    /// to be recorded.
    /// </summary>
    public static bool Apply(IRunRows rows, RunChange change)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(change);
        if (change.UnlessRecorded is { } turn && rows.IsRecorded(turn)) return false;
        foreach (var started in change.Started) rows.Add(started);
        foreach (var message in change.Messages) rows.Add(message);
        foreach (var work in change.Work) Offer(rows, work);
        foreach (var heard in change.WorkHeard) Hear(rows, heard);
        Ask(rows, change);
        Mark(rows, change);
        foreach (var entry in change.Audit) rows.Append(change.At, entry);
        var stopped = Patch(rows, change);

        // Before the change's own events: the event of a run's end comes last, since readers stop there.
        foreach (var memberRun in change.CancelRequirementsOf) CancelRequirements(rows, memberRun, change.At);
        AppendEvents(rows, change.At, change.Events);
        // A requirement of a member run that has ended meanwhile needs no decision.
        foreach (var memberRun in change.Requirements.Select(asked => asked.MemberRunId).Distinct())
        {
            if (rows.FindMemberRun(memberRun)?.Status.IsFinal() == true) CancelRequirements(rows, memberRun, change.At);
        }

        foreach (var said in change.SessionTurns) rows.Add(said);
        if (!rows.Run.Status.IsFinal())
        {
            if (change.StatePatch is not null || change.ActiveAgent is not null)
                rows.ChangeSession(change.StatePatch, change.ActiveAgent);
            if (change.Run is { } patch) SetStatus(rows, patch, change.At);
        }

        if (stopped) PauseIfNothingGoesOn(rows, change.At);
        rows.Touch(change.At);
        return true;
    }

    /// <summary>Writes that somebody asked to cancel a run that has not ended; the first request counts.</summary>
    public static void RequestCancel(IRunRows rows, string? reason, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Run.Status.IsFinal() || rows.Run.CancelRequested) return;
        rows.WriteCancelRequest(reason, at);
        rows.Touch(at);
    }

    private static void Ask(IRunRows rows, RunChange change)
    {
        foreach (var asked in change.Requirements)
        {
            if (rows.Add(asked)) rows.Append(asked.CreatedAt, new AuditDraft(asked.RequirementId, null, AuditActions.Created));
        }
    }

    /// <summary>Marks requirements as escalated and decisions as delivered, each once.</summary>
    private static void Mark(IRunRows rows, RunChange change)
    {
        foreach (var id in change.Escalated)
        {
            if (rows.FindRequirement(id) is not { Status: RequirementStatus.Pending, EscalatedAt: null } asked) continue;
            rows.Write(asked with { EscalatedAt = change.At });
            rows.Append(change.At, new AuditDraft(id, null, AuditActions.Escalated));
        }

        foreach (var id in change.Delivered)
        {
            if (rows.FindRequirement(id) is not { } asked || !IsUndelivered(asked)) continue;
            rows.Write(asked with { Delivered = true });
            rows.Append(change.At, new AuditDraft(id, null, AuditActions.Delivered));
        }
    }

    /// <summary>Changes member runs; true where one of them stopped, so that the run may be paused.</summary>
    private static bool Patch(IRunRows rows, RunChange change)
    {
        var stopped = false;
        foreach (var patch in change.Members)
            stopped |= Patch(rows, patch, change.At) && patch.Status is { } status
                && (status.IsFinal() || status == RunStatus.Paused);
        return stopped;
    }

    /// <summary>Changes a member run; true if it had not ended, so that its status may have changed.</summary>
    private static bool Patch(IRunRows rows, MemberRunPatch patch, DateTimeOffset at)
    {
        if (rows.FindMemberRun(patch.MemberRunId) is not { } before) return false;
        // A total never shrinks: a step that is repeated late must not undo a later step's total.
        var usage = patch.Usage is { } used ? Larger(before.Usage, used) : null;
        if (usage == before.Usage) usage = null;
        var changes = patch is not { Status: null, Output: null, Error: null } && !before.Status.IsFinal();
        if (changes)
        {
            if (patch.Status?.IsFinal() == true) Dismiss(rows, patch.MemberRunId, at);
            rows.Write(new MemberRunUpdate(patch.MemberRunId, patch.Status ?? before.Status)
            {
                Output = patch.Output,
                Error = patch.Error,
                CompletedAt = patch.Status?.IsFinal() == true ? at : null,
                Usage = usage,
            });
        }
        else if (usage is not null)
        {
            rows.Write(new MemberRunUpdate(patch.MemberRunId, null) { Usage = usage });
        }

        return changes;
    }

    private static Usage Larger(Usage one, Usage other) => new(
        Math.Max(one.InputTokens, other.InputTokens), Math.Max(one.OutputTokens, other.OutputTokens),
        Math.Max(one.ModelCalls, other.ModelCalls), Math.Max(one.ToolCalls, other.ToolCalls));

    private static void SetStatus(IRunRows rows, StatusPatch patch, DateTimeOffset at)
    {
        if (!rows.Run.Status.IsFinal()) rows.WriteRun(patch, patch.Status.IsFinal() ? at : null);
    }

    /// <summary>Appends events. A run that has ended gets none: readers stop at its end.</summary>
    private static void AppendEvents(IRunRows rows, DateTimeOffset at, params IReadOnlyList<RunEventDraft> events)
    {
        if (events.Count > 0 && !rows.Run.Status.IsFinal()) rows.Append(at, events);
    }
}
