using System.Text.Json;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>Requirements, by run and what follows the run's id in theirs. Their numbers rise in the order of creation.</summary>
internal static class RequirementTable
{
    internal static readonly string SelectSql =
        $"""
        SELECT q.id, (SELECT run_id FROM runs WHERE id = q.run), q.local_id, q.kind, q.status, {NameTable.Column("q.team")}, q.agent,
            {NameTable.Column("q.member")}, q.path, q.call_agent, q.call_turn, q.call_index, q.call_id, {NameTable.Column("q.tool")},
            q.arguments, q.allow_edit, q.edited, q.decision, q.note, q.resolved_by, q.created, q.resolved, q.ended_pause, q.delivered,
            q.arguments_hash, q.input_fields, q.expires, q.escalated, q.quorum, q.given, q.filled, q.result, {TextTable.Column("q.result_error")}, q.binding,
             q.work, q.reason, q.attempts
        FROM requirements q
        """;

    private static readonly string FindSql =
        SelectSql + " WHERE q.run = (SELECT id FROM runs WHERE run_id = ?1) AND q.local_id = ?2";

    /// <summary>Those of one member run with a status; the plus keeps SQLite from going by all that have it.</summary>
    public static string OfAgentQuery { get; } = SelectSql
        + " WHERE q.run = ?1 AND q.agent = ?2 AND +q.status = ?3 ORDER BY q.id";

    /// <summary>The local ids of a run's undecided ones.</summary>
    public static string PendingOfRunQuery => "SELECT local_id FROM requirements WHERE run = ?1 AND +status = 0 ORDER BY id";

    /// <summary>Decided, not acted on, and the member run can still act.</summary>
    public static string UndeliveredQuery { get; } =
        SelectSql + """
         WHERE q.delivered = 0
            AND NOT EXISTS (SELECT 1 FROM member_runs m WHERE m.run = q.run AND m.agent = q.agent AND m.status >= 3)
        ORDER BY q.id
        """;

    /// <summary>The requirement, or null.</summary>
    public static RequirementRecord? Find(Sql sql, string id)
    {
        return TrySplit(id, out var runId, out var local) ? sql[FindSql].First(Read, runId, local) : null;
    }

    /// <summary>The run's id in a requirement's, and what follows it.</summary>
    public static bool TrySplit(string id, out string runId, out string local)
    {
        runId = RunIds.RunOf(id);
        local = id.Length <= runId.Length + 1 ? "" : Local(runId, id);
        return local.Length > 0;
    }

    /// <summary>Numbers of pending requirements by team: read off the index that has these alone.</summary>
    public static string CountQuery { get; } =
        $"""
        SELECT {NameTable.Column("q.team")}, count(*) FROM requirements q INDEXED BY requirements_team_pending WHERE q.status = 0 GROUP BY q.team
        """;

    /// <summary>See <see cref="CountQuery"/>.</summary>
    public static Dictionary<string, int> CountPending(Sql sql) =>
        sql[CountQuery].List(rows => (Team: rows.Text(0), Pending: rows.GetInt32(1)))
            .ToDictionary(row => row.Team, row => row.Pending, StringComparer.Ordinal);

    /// <summary>A page of requirements, newest first, or by deadline.</summary>
    public static StorePage<RequirementRecord> List(Sql sql, RequirementQuery query)
    {
        if (query.Order == RequirementOrder.Deadline) return DeadlineList.Page(sql, query);
        var limit = Cursor.Limit(query.Limit);
        var rows = sql[ListQuery(query)].List(
            r => (r.GetInt64(0), Read(r)),
            Cursor.Read(Cursor.Requirements, query.Cursor), (int?)query.Status, query.TeamId, query.RunId, query.MemberId,
            limit + 1);
        return Cursor.Page(Cursor.Requirements, rows, limit);
    }

    /// <summary>The query for a page; a restriction that is not given keeps its parameter, unused.</summary>
    public static string ListQuery(RequirementQuery query)
    {
        // A run has few: they are found by the run and sorted. The plus keeps SQLite from going by anything else.
        var q = query.RunId is null ? "q" : "+q";
        var where = (query.RunId is null ? "" : " AND q.run = (SELECT id FROM runs WHERE run_id = ?4)")
            // Literally, so that the indexes over pending requirements are considered.
            + (query.Status switch { null => "", RequirementStatus.Pending => $" AND {q}.status = 0", _ =>
                $" AND {q}.status = ?2" })
            + (query.TeamId is null ? "" : $" AND {q}.team = (SELECT id FROM names WHERE name = ?3)")
            + (query.MemberId is null ? "" : $" AND {q}.member = (SELECT id FROM names WHERE name = ?5)");
        return $"{SelectSql} WHERE {q}.id < ?1{where} ORDER BY {q}.id DESC LIMIT ?6";
    }

    /// <summary>See <see cref="UndeliveredQuery"/>.</summary>
    public static List<RequirementRecord> ListUndelivered(Sql sql) => sql[UndeliveredQuery].List(Read);

    /// <summary>When the requirement was asked that has been pending the longest.</summary>
    public static DateTimeOffset? FindOldestPending(Sql sql) =>
        sql["SELECT created FROM requirements WHERE status = 0 ORDER BY id LIMIT 1"].QueryInt64() is { } created
            ? StoredTime.Read(created)
            : null;

    /// <summary>See <see cref="OfAgentQuery"/>.</summary>
    public static List<RequirementRecord> List(Sql sql, RunRow run, SqlValue agent, RequirementStatus status) =>
        sql[OfAgentQuery].List(Read, run.Id, agent, (int)status);

    /// <summary>The ids of a run's undecided requirements, oldest first.</summary>
    public static List<string> ListPendingIds(Sql sql, RunRow run) =>
        sql[PendingOfRunQuery].List(rows => $"{run.RunId}.{rows.Text(0)}", run.Id);

    /// <summary>The ids of a run's oldest undecided requirements.</summary>
    public static List<string> ListPendingIds(Sql sql, long run, string runId, int limit) =>
        sql[PendingOfRunQuery + " LIMIT ?2"].List(rows => $"{runId}.{rows.Text(0)}", run, limit);

    /// <summary>Adds a requirement; false if there is one.</summary>
    public static bool Insert(WriteSession session, RunRow run, RequirementRecord asked) => session.Statement(
            """
            INSERT INTO requirements (run, local_id, kind, status, team, agent, member, path, call_agent, call_turn,
                call_index, call_id, tool, arguments, allow_edit, edited, decision, note, resolved_by, created, resolved,
                ended_pause, delivered, arguments_hash, input_fields, expires, escalated, quorum, given, filled,
                result, result_error, binding, work, reason, attempts)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26,
                ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36)
            ON CONFLICT DO NOTHING
            """)
        .Execute(
            run.Id, Local(run.RunId, asked.RequirementId), (int)asked.Kind, (int)asked.Status,
            NameTable.Keep(session, asked.TeamId),
            MemberRunIds.Position(run.RunId, asked.MemberRunId), NameTable.Keep(session, asked.MemberId),
            StoredJson.Write(asked.MemberPath),
            MemberRunIds.Reference(run.RunId, asked.Call.MemberRunId), asked.Call.Turn, asked.Call.Index, asked.Tool.CallId,
            NameTable.Keep(session, asked.Tool.Name), StoredJson.Write((JsonElement?)asked.Tool.Arguments) ?? "null",
            asked.AllowEdit, StoredJson.Write(asked.EditedArguments), asked.Decision, asked.Note, asked.ResolvedBy,
            StoredTime.Write(asked.CreatedAt), StoredTime.Write(asked.ResolvedAt), asked.EndedPause,
            Delivered(asked),
            HexText.Write(asked.ArgumentsHash), StoredJson.Write(asked.InputFields), StoredTime.Write(asked.ExpiresAt),
            StoredTime.Write(asked.EscalatedAt), asked.Quorum, StoredApprovals.Write(asked.Given),
            StoredJson.Write(asked.Values), StoredJson.Write(asked.Result), TextTable.Keep(session, run.Id, asked.ResultError),
            StoredJson.Write(asked.Tool.Binding), StoredJson.Write(asked.Work), asked.Reason, asked.Attempts) > 0;

    /// <summary>Writes what may change of a requirement.</summary>
    public static void Write(WriteSession session, RunRow run, RequirementRecord changed) => session.Statement(
            """
            UPDATE requirements SET status = ?3, edited = ?4, decision = ?5, note = ?6, resolved_by = ?7, resolved = ?8, ended_pause = ?9,
                delivered = ?10, given = ?11, filled = ?12, result = ?13, result_error = ?14, arguments_hash = ?15, escalated = ?16
            WHERE run = ?1 AND local_id = ?2
            """)
        .Execute(
            run.Id, Local(run.RunId, changed.RequirementId), (int)changed.Status, StoredJson.Write(changed.EditedArguments),
            changed.Decision, changed.Note, changed.ResolvedBy, StoredTime.Write(changed.ResolvedAt), changed.EndedPause,
            Delivered(changed), StoredApprovals.Write(changed.Given), StoredJson.Write(changed.Values),
            StoredJson.Write(changed.Result),
            TextTable.Keep(session, run.Id, changed.ResultError), HexText.Write(changed.ArgumentsHash),
            StoredTime.Write(changed.EscalatedAt));

    /// <summary>1 for a decision that was acted on, 0 for one that was not, null where there is nothing to act on.</summary>
    private static int? Delivered(RequirementRecord asked) =>
        asked.Delivered ? 1 : asked.Status is RequirementStatus.Pending or RequirementStatus.Cancelled ? null : 0;

    /// <summary>What follows the run's id.</summary>
    /// <exception cref="ArgumentException">The id is not one of this run's.</exception>
    public static string Local(string runId, string id) =>
        id.Length > runId.Length + 1 && id.StartsWith(runId, StringComparison.Ordinal) && id[runId.Length] == '.'
            ? id[(runId.Length + 1)..]
            : throw new ArgumentException($"\"{id}\" is not the id of a requirement of run {runId}.", nameof(id));

    internal static RequirementRecord Read(Rows rows)
    {
        var runId = rows.Text(1);
        return new RequirementRecord
        {
            RequirementId = $"{runId}.{rows.Text(2)}",
            Kind = (RequirementKind)rows.GetInt32(3),
            Status = (RequirementStatus)rows.GetInt32(4),
            RunId = runId,
            TeamId = rows.Text(5),
            MemberRunId = MemberRunIds.Read(rows, 6, runId),
            MemberId = rows.Text(7),
            MemberPath = StoredJson.Read<string[]>(rows, 8)!,
            Call = new CallReference(MemberRunIds.ReadReference(rows, 9, runId)!, rows.GetInt32(10), rows.GetInt32(11)),
            Tool = new StoredCall(
                rows.Text(12), rows.Text(13), rows.JsonOrNull(14)!.Value) { Binding = StoredJson.Read<ToolBinding>(rows, 33) },
            AllowEdit = rows.GetBoolean(15),
            EditedArguments = rows.JsonOrNull(16),
            Decision = rows.TextOrNull(17),
            Note = rows.TextOrNull(18),
            ResolvedBy = rows.TextOrNull(19),
            CreatedAt = rows.Time(20),
            ResolvedAt = rows.TimeOrNull(21),
            EndedPause = rows.Int32OrNull(22),
            Delivered = rows.Int32OrNull(23) == 1,
            ArgumentsHash = HexText.Read(rows, 24),
            InputFields = StoredJson.Read<InputField[]>(rows, 25),
            ExpiresAt = rows.TimeOrNull(26),
            EscalatedAt = rows.TimeOrNull(27),
            Quorum = rows.GetInt32(28),
            Given = StoredApprovals.Read(rows, 29),
            Values = rows.JsonOrNull(30),
            Result = rows.JsonOrNull(31),
            ResultError = rows.TextOrNull(32),
            Work = StoredJson.Read<WorkQuestion>(rows, 34),
            Reason = rows.TextOrNull(35),
            Attempts = rows.Int32OrNull(36),
        };
    }
}
