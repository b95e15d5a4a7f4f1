using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>Applies a change to the tables. Applied twice, it leaves what it left the first time.</summary>
internal sealed class ChangeWriter(EventLog events, Resolutions resolutions, RunPauses pauses)
{
    /// <summary>Applies the change in the writer's transaction; false where its turn was recorded before.</summary>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    public bool Apply(WriteSession session, RunChange change) => Apply(session, RunRow.Get(session, change.RunId), change);

    /// <summary>As <see cref="Apply(WriteSession, RunChange)"/>, for what travelled: nothing is left to change where the run was deleted meanwhile.</summary>
    public void ApplyLate(WriteSession session, RunChange change)
    {
        if (RunRow.Find(session, change.RunId) is { } run) Apply(session, run, change);
        else events.Orphan(session, change);
    }

    private bool Apply(WriteSession session, RunRow run, RunChange change)
    {
        if (MessageTable.HasRecorded(session, run, change)) return false;
        foreach (var started in change.Started) MemberRunTable.Insert(session, run, started);
        foreach (var message in change.Messages) MessageTable.Insert(session, run, message);
        foreach (var asked in change.Requirements)
        {
            if (RequirementTable.Insert(session, run, asked)) Audit(asked.RequirementId, AuditActions.Created, asked.CreatedAt);
        }

        foreach (var id in change.Escalated)
        {
            if (RequirementTable.SetEscalated(session, run, id, change.At)) Audit(id, AuditActions.Escalated, change.At);
        }

        foreach (var id in change.Delivered)
        {
            if (RequirementTable.SetDelivered(session, run, id)) Audit(id, AuditActions.Delivered, change.At);
        }

        foreach (var draft in change.Audit) AuditLog.Append(session, run, draft, change.At);

        var stands = false;
        foreach (var patch in change.Members)
        {
            var changed = MemberRunTable.Patch(session, run, patch, change.At);
            stands |= changed && patch.Status is { } status && (status.IsFinal() || status == RunStatus.Paused);
        }

        // Before the change's own events: those of a run's end come last, since readers stop there.
        foreach (var agent in change.CancelRequirementsOf)
            resolutions.CancelOf(session, run, AgentIds.Position(run.RunId, agent), change.At);
        events.Append(session, run, change.At, [.. change.Events]);
        CancelLate(session, run, change);
        foreach (var turn in change.SessionTurns) SessionTurnTable.Insert(session, run, turn);
        if (!run.Status.IsFinal()) SessionStates.Change(session, run, change);

        if (change.Run is { } runPatch && !run.Status.IsFinal())
        {
            RunTable.SetStatus(session, run, runPatch, change.At);
            run = run with { Status = runPatch.Status };
        }

        if (stands) pauses.Apply(session, run, change.At);
        RunTable.Touch(session, run.Id, change.At);
        return true;

        void Audit(string id, string what, DateTimeOffset at) => AuditLog.Append(session, run, new AuditDraft(id, null, what), at);
    }

    /// <summary>A question of a member run that has ended meanwhile (its time was up, someone cancelled): nobody needs to answer it.</summary>
    private void CancelLate(WriteSession session, RunRow run, RunChange change)
    {
        foreach (var id in change.Requirements.Select(asked => asked.MemberRunId).Distinct())
        {
            var agent = AgentIds.Position(run.RunId, id);
            if (MemberRunTable.FindStatus(session, run.Id, agent)?.IsFinal() == true) resolutions.CancelOf(session, run, agent, change.At);
        }
    }
}
