using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>Messages, by run, member run, turn and slot.</summary>
internal static class MessageTable
{
    private const string SystemRole = "system";

    private static readonly string SelectSql =
        $"""
        SELECT m.agent, m.turn, m.slot, {NameTable.Column("m.role")}, {NameTable.Column("m.author")}, {TextTable.Column("m.text")}, m.calls,
            m.call_id, m.output_of, m.status, m.attempts, m.input_tokens, m.output_tokens, m.model_calls, m.tool_calls,
            {NameTable.Column("m.model")}, m.parts, {NameTable.Column("m.finish")}, m.kept
        FROM messages m WHERE m.run = ?1
        """;

    private const string IsThere = "SELECT 1 FROM messages WHERE run = ?1 AND agent = ?2 AND turn = ?3 AND slot = ?4";

    private static readonly string AllSql = SelectSql + $" ORDER BY {MemberRunIds.Order("m.agent")}, m.turn, m.slot";
    private static readonly string OfAgentSql = SelectSql + " AND m.agent = ?2 ORDER BY m.turn, m.slot";
    private static readonly string OneSql = SelectSql + " AND m.agent = ?2 AND m.turn = ?3 AND m.slot = ?4";

    /// <summary>All messages of a run.</summary>
    public static List<MessageRecord> List(Sql sql, RunRow run) => sql[AllSql].List(rows => Read(rows, run.RunId), run.Id);

    /// <summary>The messages of one member run.</summary>
    public static List<MessageRecord> List(Sql sql, RunRow run, SqlValue agent) =>
        sql[OfAgentSql].List(rows => Read(rows, run.RunId), run.Id, agent);

    /// <summary>How many bytes the texts and calls of one member run have. SQLite looks at one after the other.</summary>
    public static long Measure(Sql sql, RunRow run, SqlValue agent) => sql[SizeQuery].QueryInt64(run.Id, agent) ?? 0;

    /// <summary>See <see cref="Measure"/>.</summary>
    public static string SizeQuery { get; } =
        $"SELECT SUM(IFNULL({TextTable.Size("m.text")}, 0) + IFNULL(LENGTH(CAST(m.calls AS BLOB)), 0) + IFNULL(LENGTH(CAST(m.kept AS BLOB)), 0)) FROM messages m WHERE m.run = ?1 AND m.agent = ?2";

    /// <summary>One message, or null.</summary>
    public static MessageRecord? Find(Sql sql, RunRow run, SqlValue agent, int turn, int slot) =>
        sql[OneSql].First(rows => Read(rows, run.RunId), run.Id, agent, turn, slot);

    /// <summary>Whether the answer of a turn is recorded.</summary>
    public static bool IsRecorded(Sql sql, RunRow run, TurnPlace turn) =>
        sql[IsThere].QueryInt64(run.Id, MemberRunIds.Position(run.RunId, turn.MemberRunId), turn.Turn, 0) is not null;

    /// <summary>Adds a message unless its place is taken.</summary>
    public static void Insert(WriteSession session, RunRow run, MessageRecord message)
    {
        var agent = MemberRunIds.Position(run.RunId, message.MemberRunId);
        // Asked first, since a text that only a left-out message has would be kept for nothing.
        if (session.Statement(IsThere).QueryInt64(run.Id, agent, message.Turn, message.Slot) is not null) return;
        session.Statement(
                """
                INSERT INTO messages (run, agent, turn, slot, role, author, text, calls, call_id, output_of, status, attempts,
                    input_tokens, output_tokens, model_calls, tool_calls, model, parts, finish, kept)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
                """)
            .Execute(
                run.Id, agent, message.Turn, message.Slot, NameTable.Keep(session, message.Role),
                NameTable.Keep(session, message.Author),
                TextTable.Keep(session, message.Role == SystemRole ? TextTable.Shared : run.Id, message.Text),
                StoredCalls.Write(message.Calls),
                message.CallId, MemberRunIds.Reference(run.RunId, message.OutputOf), (int?)message.Status, message.Attempts,
                message.Usage?.InputTokens, message.Usage?.OutputTokens, message.Usage?.ModelCalls, message.Usage?.ToolCalls,
                NameTable.Keep(session, message.Model), StoredParts.Write(run.RunId, message.Parts),
                NameTable.Keep(session, message.FinishReason), message.Kept);
    }

    private static MessageRecord Read(Rows rows, string runId) => new()
    {
        MemberRunId = MemberRunIds.Read(rows, 0, runId),
        Turn = rows.GetInt32(1),
        Slot = rows.GetInt32(2),
        Role = rows.Text(3),
        Author = rows.TextOrNull(4),
        Text = rows.TextOrNull(5),
        Calls = StoredCalls.Read(rows, 6),
        CallId = rows.TextOrNull(7),
        OutputOf = MemberRunIds.ReadReference(rows, 8, runId),
        Parts = StoredParts.Read(rows, 16, runId),
        Status = (ToolCallStatus?)rows.Int32OrNull(9),
        Attempts = rows.Int32OrNull(10),
        Usage = rows.IsNull(11)
            ? null : new Usage(rows.GetInt64(11), rows.GetInt64(12), rows.GetInt32(13), rows.GetInt32(14)),
        Model = rows.TextOrNull(15),
        FinishReason = rows.TextOrNull(17),
        Kept = rows.TextOrNull(18),
    };
}
