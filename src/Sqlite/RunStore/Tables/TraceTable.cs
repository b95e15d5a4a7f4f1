using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>
/// How far the spans of runs are exported, by sequence number. A run without a row has nothing left to export.
/// </summary>
internal static class TraceTable
{
    /// <summary>The query for runs with ended spans that are not exported.</summary>
    public static string BehindQuery { get; } =
        """
        SELECT t.run, r.run_id FROM traces t JOIN runs r ON r.id = t.run
        WHERE t.run > ?1 AND t.exported < (SELECT MAX(sequence) FROM events e WHERE e.run = t.run) ORDER BY t.run LIMIT ?2
        """;

    /// <summary>Lets a run be exported after this event; one that is already, goes on as it is.</summary>
    public static void Begin(WriteSession session, long run, long exported) =>
        session.Statement("INSERT INTO traces (run, exported) VALUES (?1, ?2) ON CONFLICT DO NOTHING").Execute(run, exported);

    /// <summary>Lets all runs be exported that have not ended and began when tracing was off.</summary>
    public static void BeginAll(WriteSession session) => session.Statement(
        "INSERT INTO traces (run, exported) SELECT id, 0 FROM runs WHERE status < 3 AND id NOT IN (SELECT run FROM traces)")
            .Execute();

    /// <summary>How far the run is exported, or null.</summary>
    public static long? Find(Sql sql, string runId) =>
        sql["SELECT exported FROM traces WHERE run = (SELECT id FROM runs WHERE run_id = ?1)"].QueryInt64(runId);

    /// <summary>
    /// Records how far the run is exported; removes the row where everything is exported and the run has ended, which a retry
    /// undoes.
    /// </summary>
    public static void Advance(WriteSession session, string runId, long exported)
    {
        if (RunRow.Find(session, runId) is not { } run) return;
        if (run.Status.IsFinal() && exported >= EventLog.Last(session, run.Id))
            session.Statement("DELETE FROM traces WHERE run = ?1").Execute(run.Id);
        else
            session.Statement("UPDATE traces SET exported = ?2 WHERE run = ?1 AND exported < ?2").Execute(run.Id, exported);
    }
}
