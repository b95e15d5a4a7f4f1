using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>The rules for pauses, and for the retry of a failed run.</summary>
public static partial class RunRules
{
    /// <summary>Pauses a member run whose requirements are all pending, and the run if nothing in it can go on.</summary>
    public static PauseResult Pause(IRunRows rows, string memberRunId, IReadOnlyList<string> requirementIds, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(requirementIds);
        if (rows.Run.Status.IsFinal() || rows.FindMemberRun(memberRunId) is not { } memberRun || memberRun.Status.IsFinal()
            || !requirementIds.All(id => rows.FindRequirement(id) is { Status: RequirementStatus.Pending }))
            return new PauseResult(false, null);

        // A repeated call must answer as the first, since the first answer may have been lost.
        if (memberRun.Status == RunStatus.Paused && rows.Run.Status == RunStatus.Paused)
            return new PauseResult(true, rows.Run.Pauses);
        if (memberRun.Status != RunStatus.Paused) rows.Write(new MemberRunUpdate(memberRunId, RunStatus.Paused));
        rows.Touch(at);
        return new PauseResult(true, PauseIfNothingGoesOn(rows, at));
    }

    /// <summary>
    /// Makes a failed run pending, and these member runs of it running. A run that has not failed stays as it is.
    /// </summary>
    public static void Retry(IRunRows rows, IReadOnlyList<string> again, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(again);
        if (rows.Run.Status != RunStatus.Failed) return;
        rows.WriteRetry();
        rows.Touch(at);
        foreach (var memberRunId in again)
        {
            if (rows.FindMemberRun(memberRunId) is not null)
                rows.Write(new MemberRunUpdate(memberRunId, RunStatus.Running) { ClearsError = true });
            foreach (var asked in rows.ListRequirements(memberRunId, RequirementStatus.Cancelled)
                .Where(asked => asked.Decision is null))
            {
                rows.Write(asked with { Status = RequirementStatus.Pending, ResolvedAt = null });
                rows.Append(at, new AuditDraft(asked.RequirementId, null, AuditActions.Reopened));
            }
        }

        var attempt = rows.Run.Attempt;
        AppendRunEvent(rows, at, "retried", attempt, RunEventTypes.RunContinued, new { attempt });
    }

    /// <summary>Pauses the run if <see cref="PauseRule"/> says so; returns the number of the pause, or null.</summary>
    private static int? PauseIfNothingGoesOn(IRunRows rows, DateTimeOffset at)
    {
        if (rows.Run.Status is not (RunStatus.Pending or RunStatus.Running) || !PauseRule.IsPaused(rows.ListMemberRuns()))
            return null;
        var pause = rows.Run.Pauses + 1;
        rows.WritePause(pause);
        AppendRunEvent(rows, at, "paused", pause, RunEventTypes.RunPaused, new { requirements = rows.ListPendingIds() });
        return pause;
    }
}
