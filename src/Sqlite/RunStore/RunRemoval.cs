using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>Removes runs with all their rows, and sessions with their runs.</summary>
internal static class RunRemoval
{
    /// <summary>The tables with rows of runs, by the name under which they are counted.</summary>
    public static IReadOnlyList<(string Name, string Table)> Tables { get; } =
    [
        ("member runs", "member_runs"), ("messages", "messages"), ("events", "events"), ("requirements", "requirements"),
        ("texts", "texts"), ("session turns", "session_turns"), ("audit entries", "audit"),
    ];

    /// <summary>Removes a run; returns the number of removed rows.</summary>
    public static List<(string Name, long Count)> Remove(WriteSession session, long run)
    {
        var removed = new List<(string, long)>(Tables.Count);
        foreach (var (name, table) in Tables)
            removed.Add((name, session.Statement($"DELETE FROM {table} WHERE run = ?1").Execute(run)));
        session.Statement("DELETE FROM event_keys WHERE run = ?1").Execute(run);
        session.Statement("DELETE FROM traces WHERE run = ?1").Execute(run);
        session.Statement("DELETE FROM claims WHERE run = ?1").Execute(run);
        session.Statement("DELETE FROM work WHERE run = ?1").Execute(run);
        session.Statement("DELETE FROM runs WHERE id = ?1").Execute(run);
        return removed;
    }

    /// <summary>Removes a session and its runs, if all of them have ended; null where there is none.</summary>
    public static SessionDeletion? RemoveSession(WriteSession session, string sessionId)
    {
        if (session.Statement("SELECT id FROM sessions WHERE session_id = ?1").QueryInt64(sessionId) is not { } number)
            return null;
        var runs = session.Statement("SELECT id, run_id, status FROM runs WHERE session = ?1 ORDER BY id").List(
            rows => (Number: rows.GetInt64(0), Id: rows.Text(1), Status: (RunStatus)rows.GetInt32(2)), number);
        var unfinished = runs.Where(run => !run.Status.IsFinal()).Select(run => run.Id).ToArray();
        if (unfinished.Length > 0) return new SessionDeletion(unfinished, []);
        foreach (var run in runs) Remove(session, run.Number);
        session.Statement("DELETE FROM sessions WHERE id = ?1").Execute(number);
        return new SessionDeletion([], [.. runs.Select(run => run.Id)]);
    }
}
