using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>Sessions. The values of the newest run are read from that run.</summary>
internal static class SessionTable
{
    private static readonly string SelectSql = Select("s.state");

    private static string Select(string state) =>
        $"""
        SELECT s.last_run, s.id, s.session_id, {NameTable.Column("r.team")}, r.user_id, {state}, s.created, r.created,
            {NameTable.Column("s.active_team")}, {NameTable.Column("s.active_member")}
        FROM sessions s CROSS JOIN runs r ON r.id = s.last_run
        """;

    private static readonly string FindSql = SelectSql + " WHERE s.session_id = ?1";

    /// <summary>A page, most recently used first.</summary>
    public static string ListQuery { get; } = Select("NULL") + " WHERE s.last_run < ?1 ORDER BY s.last_run DESC LIMIT ?2";

    /// <summary>A session's runs.</summary>
    public static string RunsQuery => "SELECT run_id FROM runs WHERE session = ?1 ORDER BY id";

    /// <summary>A session's newest runs.</summary>
    public static string NewestRunsQuery => "SELECT run_id FROM runs WHERE session = ?1 ORDER BY id DESC LIMIT ?2";

    /// <summary>How many runs a session has.</summary>
    public static string CountRunsQuery => "SELECT COUNT(*) FROM runs WHERE session = ?1";

    /// <summary>The user of a session: the one user whom its runs name.</summary>
    public static string UserQuery =>
        "SELECT user_id FROM runs WHERE session = (SELECT id FROM sessions WHERE session_id = ?1) "
        + "AND user_id IS NOT NULL LIMIT 1";

    /// <summary>The session, or null.</summary>
    public static SessionRecord? Find(Sql sql, string sessionId)
    {
        var found = sql[FindSql].List(Read, sessionId);
        return found.Count == 0 ? null : WithRuns(sql, found[0]).Item;
    }

    /// <summary>A page of sessions.</summary>
    public static StorePage<SessionRecord> List(Sql sql, int limit, string? cursor)
    {
        limit = Cursor.Limit(limit);
        var found = sql[ListQuery].List(Read, Cursor.Read(Cursor.Sessions, cursor), limit + 1);
        return Cursor.Page(Cursor.Sessions, found.ConvertAll(row => WithNewestRuns(sql, row)), limit);
    }

    /// <summary>Refuses a run in the session of another user.</summary>
    /// <exception cref="SessionUserException">The session belongs to another user.</exception>
    public static void Admit(WriteSession session, RunRecord run)
    {
        if (run.UserId is { } user && session.Statement(UserQuery).QueryText(run.SessionId) is { } owner && owner != user)
            throw new SessionUserException(run.SessionId);
    }

    /// <summary>Makes this run the session's newest, and the session with its state if it is new; returns its number.</summary>
    public static long AddRun(WriteSession session, RunRecord run, long runNumber, string? initialState)
    {
        var number = session.Statement("UPDATE sessions SET last_run = ?2 WHERE session_id = ?1 RETURNING id")
            .QueryInt64(run.SessionId, runNumber);
        return number ?? session.Statement(
                "INSERT INTO sessions (session_id, last_run, state, created) VALUES (?1, ?2, ?3, ?4) RETURNING id")
            .QueryInt64(run.SessionId, runNumber, initialState, StoredTime.Write(run.CreatedAt))!.Value;
    }

    private static (long Key, SessionRecord Item) WithRuns(Sql sql, (long Key, long Number, SessionRecord Item) row) =>
        (row.Key, row.Item with { RunIds = sql[RunsQuery].List(rows => rows.Text(0), row.Number) });

    private static (long Key, SessionRecord Item) WithNewestRuns(Sql sql, (long Key, long Number, SessionRecord Item) row)
    {
        var newest = sql[NewestRunsQuery].List(rows => rows.Text(0), row.Number, SessionRecord.MaxListedRuns);
        newest.Reverse();
        var count = newest.Count < SessionRecord.MaxListedRuns
            ? newest.Count
            : (int)sql[CountRunsQuery].QueryInt64(row.Number)!.Value;
        return (row.Key, row.Item with { RunIds = newest, RunCount = count });
    }

    /// <summary>The active agent: its team and member, in columns side by side.</summary>
    public static ActiveAgent? ReadActive(Rows rows, int column) =>
        rows.IsNull(column) ? null : new ActiveAgent(rows.Text(column), rows.Text(column + 1));

    private static (long Key, long Number, SessionRecord Item) Read(Rows rows) =>
        (rows.GetInt64(0), rows.GetInt64(1), new SessionRecord
        {
            SessionId = rows.Text(2),
            TeamId = rows.Text(3),
            UserId = rows.TextOrNull(4),
            State = rows.JsonOrNull(5),
            RunIds = [],
            CreatedAt = rows.Time(6),
            UpdatedAt = rows.Time(7),
            ActiveAgent = ReadActive(rows, 8),
        });
}
