using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>Hands the rows of runs to the rules, in the writer's transaction.</summary>
internal sealed class ChangeWriter(EventLog events)
{
    /// <summary>The rows of a run.</summary>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    public IRunRows Rows(WriteSession session, string runId) => new SqliteRunRows(session, RunRow.Get(session, runId), events);

    /// <summary>The rows of a run; null where there is no such run.</summary>
    public IRunRows? FindRows(WriteSession session, string runId) =>
        RunRow.Find(session, runId) is { } run ? new SqliteRunRows(session, run, events) : null;

    /// <summary>Applies the change; false where its turn was recorded before.</summary>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    public bool Apply(WriteSession session, RunChange change) => RunRules.Apply(Rows(session, change.RunId), change);

    /// <summary>
    /// As <see cref="Apply"/>, for what travelled: nothing is left to change where the run was deleted meanwhile.
    /// </summary>
    public void ApplyLate(WriteSession session, RunChange change)
    {
        if (FindRows(session, change.RunId) is { } rows) RunRules.Apply(rows, change);
        else events.Orphan(session, change);
    }
}
