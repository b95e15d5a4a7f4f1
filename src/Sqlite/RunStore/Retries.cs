using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>Lets failed runs start again.</summary>
internal sealed class Retries(EventLog events)
{
    /// <summary>Makes a failed run pending and these member runs of it running; any other run is left alone.</summary>
    public void Retry(WriteSession session, RunRow run, IReadOnlyList<SqlValue> again, DateTimeOffset at)
    {
        if (run.Status != RunStatus.Failed) return;
        RunTable.Retry(session, run.Id, at);
        foreach (var agent in again)
        {
            MemberRunTable.Retry(session, run.Id, agent);
            foreach (var id in RequirementTable.Reopen(session, run, agent))
                AuditLog.Append(session, run, new AuditDraft(id, null, AuditActions.Reopened), at);
        }

        var pending = run with { Status = RunStatus.Pending, Attempt = run.Attempt + 1 };
        // What the attempts before did may be exported already; a run that was never traced has its spans from here on.
        TraceTable.Begin(session, run.Id, EventLog.Last(session, run.Id));
        var data = StoredJson.Element(new RetriedData(pending.Attempt));
        events.Append(session, pending, at, new RunEventDraft($"run:retried:{pending.Attempt}", RunEventTypes.RunContinued, Data: data));
    }

    private sealed record RetriedData(int Attempt);
}
