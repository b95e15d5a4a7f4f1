using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage.Work;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>Work that other processes do: one row for each remote member run, by its position in the run.</summary>
internal static class WorkTable
{
    /// <summary>The work of a queue that has waited the longest.</summary>
    public const string NextQuery =
        """
        SELECT w.record FROM work w WHERE w.status = 0 AND w.queue = (SELECT id FROM names WHERE name = ?1)
            AND (w.due IS NULL OR w.due > ?2)
        ORDER BY w.queued, w.id LIMIT ?3
        """;

    /// <summary>Open work whose time is up.</summary>
    public const string DueQuery = "SELECT record FROM work WHERE due IS NOT NULL AND due <= ?1 ORDER BY due LIMIT ?2";

    /// <summary>Work with changes that its orchestration has not learned of.</summary>
    public const string UndeliveredQuery = "SELECT record FROM work WHERE told > heard ORDER BY id";

    /// <summary>Work that somebody has.</summary>
    public const string LeasedQuery = "SELECT record FROM work WHERE status = 1 ORDER BY id LIMIT ?1";

    private static readonly string QueuesSql =
        $"""
        SELECT {NameTable.Column("w.queue")}, count(*), min(w.queued) FROM work w
        WHERE w.status = 0 AND w.queue IS NOT NULL GROUP BY w.queue
        """;

    /// <summary>The work of a member run, or null.</summary>
    public static WorkRecord? Find(Sql sql, long run, SqlValue agent) =>
        sql["SELECT record FROM work WHERE run = ?1 AND agent = ?2"].First(Read, run, agent);

    /// <summary>The first work of a query.</summary>
    public static List<WorkRecord> List(Sql sql, string query, params ReadOnlySpan<SqlValue> values) =>
        sql[query].List(Read, values);

    /// <summary>The queues with waiting work.</summary>
    public static List<QueueLength> ListQueues(Sql sql) =>
        sql[QueuesSql].List(rows => new QueueLength(rows.Text(0), rows.GetInt32(1), rows.Time(2)));

    /// <summary>Writes work, new or known.</summary>
    public static void Write(WriteSession session, RunRow run, WorkRecord work) => session.Statement(
            """
            INSERT INTO work (run, agent, queue, status, queued, due, told, heard, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (run, agent) DO UPDATE SET status = excluded.status, queued = excluded.queued, due = excluded.due,
                told = excluded.told, heard = excluded.heard, record = excluded.record
            """)
        .Execute(
            run.Id, MemberRunIds.Position(run.RunId, work.MemberRunId), NameTable.Keep(session, work.Queue), (int)work.Status,
            StoredTime.Write(work.QueuedAt), StoredTime.Write(work.Due), work.Told, work.Heard, StoredJson.Write(work));

    private static WorkRecord Read(Rows rows) => StoredJson.Read<WorkRecord>(rows, 0)!;
}
