using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>Runs. Their numbers rise in the order of creation, which is the order of lists.</summary>
internal static class RunTable
{
    private static readonly string ColumnsSql = Columns(TextTable.Column("r.input"), TextTable.Column("r.output"), "r.metadata");

    private static readonly string FindSql = $"SELECT {ColumnsSql} FROM runs r WHERE r.run_id = ?1";

    /// <summary>Not finished, and pending or asked to cancel; oldest first.</summary>
    public static string UndeliveredQuery { get; } =
        $"""
        SELECT {ColumnsSql} FROM runs r WHERE r.id IN (
            SELECT id FROM runs WHERE status = 0
            UNION ALL SELECT id FROM runs INDEXED BY runs_cancel WHERE cancel_at IS NOT NULL AND status < 3)
        ORDER BY r.id
        """;

    /// <summary>The run, or null.</summary>
    public static RunRecord? Find(Sql sql, string runId) => sql[FindSql].First(Read, runId);

    /// <summary>See <see cref="UndeliveredQuery"/>.</summary>
    public static List<RunRecord> ListUndelivered(Sql sql) => sql[UndeliveredQuery].List(Read);

    /// <summary>The columns of a run, these three as they are to be read.</summary>
    public static string Columns(string input, string output, string metadata) =>
        $"""
        r.id, r.run_id, {NameTable.Column("r.team")}, (SELECT session_id FROM sessions WHERE id = r.session), r.user_id, r.parent,
        r.status, {input}, {output}, r.error, {metadata},
        (SELECT hash FROM definitions WHERE id = r.definition), r.trace_id, r.request_hash, r.pauses, r.cancel_at, r.cancel_reason,
        r.created, r.updated, r.completed, r.attempt, r.fork_of, r.fork_sequence, r.trace_parent
        """;

    /// <summary>The number the next run gets.</summary>
    public static long NextId(WriteSession session) =>
        session.Statement("SELECT IFNULL(MAX(id), 0) + 1 FROM runs").QueryInt64()!.Value;

    /// <summary>Adds a run.</summary>
    public static void Insert(WriteSession session, long id, long sessionNumber, RunRecord run) => session.Statement(
            """
            INSERT INTO runs (id, run_id, team, session, status, pauses, user_id, parent, input, output, error, metadata,
                definition, trace_id, request_hash, cancel_at, cancel_reason, created, updated, completed, attempt,
                fork_of, fork_sequence, trace_parent)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)
            """)
        .Execute(
            id, run.RunId, NameTable.Keep(session, run.TeamId), sessionNumber, (int)run.Status, run.Pauses, run.UserId,
            run.ParentRunId,
            TextTable.Keep(session, id, run.Input), TextTable.Keep(session, id, run.Output), StoredJson.Write(run.Error),
            StoredJson.Write(run.Metadata), DefinitionTable.Number(session, run.DefinitionVersion),
            HexText.Write(run.TraceId), HexText.Write(run.RequestHash), StoredTime.Write(run.CancelRequestedAt),
            run.CancelReason, StoredTime.Write(run.CreatedAt), StoredTime.Write(run.UpdatedAt), StoredTime.Write(run.CompletedAt),
            run.Attempt, run.ForkOf?.RunId, run.ForkOf?.Sequence, run.TraceParent);

    /// <summary>Sets the status. A member run's output becomes the run's as it is stored: a text is not copied.</summary>
    public static void SetStatus(
        WriteSession session, RunRow run, StatusPatch patch, DateTimeOffset? completedAt) => session.Statement(
            """
            UPDATE runs SET status = ?2, error = IFNULL(?4, error), completed = ?5,
                output = IFNULL(IFNULL((SELECT output FROM member_runs WHERE run = ?1 AND agent = ?6), ?3), output)
            WHERE id = ?1
            """)
        .Execute(
            run.Id, (int)patch.Status, TextTable.Keep(session, run.Id, patch.Output), StoredJson.Write(patch.Error),
            StoredTime.Write(completedAt),
            patch.OutputOf is { } agent ? MemberRunIds.Position(run.RunId, agent) : SqlValue.Null);

    /// <summary>Makes a run pending again; a wish to cancel it was for the attempt that failed.</summary>
    public static void Retry(WriteSession session, long id) => session.Statement(
            """
            UPDATE runs SET status = 0, attempt = attempt + 1, error = NULL, output = NULL, completed = NULL, cancel_at = NULL,
                cancel_reason = NULL
            WHERE id = ?1
            """)
        .Execute(id);

    /// <summary>Sets the status and counts a pause.</summary>
    public static void Pause(WriteSession session, long id, int pause) =>
        session.Statement("UPDATE runs SET status = 2, pauses = ?2 WHERE id = ?1").Execute(id, pause);

    /// <summary>Records that the run changed.</summary>
    public static void Touch(WriteSession session, long id, DateTimeOffset at) =>
        session.Statement("UPDATE runs SET updated = ?2 WHERE id = ?1 AND updated < ?2").Execute(id, StoredTime.Write(at));

    /// <summary>Records that someone asked to cancel the run.</summary>
    public static void RequestCancel(WriteSession session, long id, string? reason, DateTimeOffset at) =>
        session.Statement("UPDATE runs SET cancel_at = ?2, cancel_reason = ?3 WHERE id = ?1")
            .Execute(id, StoredTime.Write(at), reason);

    /// <summary>The run of a row with <see cref="Columns"/>.</summary>
    public static RunRecord Read(Rows rows) => new()
    {
        RunId = rows.Text(1),
        TeamId = rows.Text(2),
        SessionId = rows.Text(3),
        UserId = rows.TextOrNull(4),
        ParentRunId = rows.TextOrNull(5),
        Status = (RunStatus)rows.GetInt32(6),
        Input = rows.Text(7),
        Output = rows.TextOrNull(8),
        Error = StoredJson.Read<RunError>(rows, 9),
        Metadata = rows.JsonOrNull(10),
        DefinitionVersion = rows.Text(11),
        TraceId = HexText.Read(rows, 12)!,
        RequestHash = HexText.Read(rows, 13),
        Pauses = rows.GetInt32(14),
        CancelRequestedAt = rows.TimeOrNull(15),
        CancelReason = rows.TextOrNull(16),
        CreatedAt = rows.Time(17),
        UpdatedAt = rows.Time(18),
        CompletedAt = rows.TimeOrNull(19),
        Attempt = rows.GetInt32(20),
        ForkOf = rows.TextOrNull(21) is { } origin ? new ForkOrigin(origin, rows.GetInt64(22)) : null,
        TraceParent = rows.TextOrNull(23),
    };
}
