using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>The answers of agents in sessions; one row for a member run.</summary>
internal static class SessionTurnTable
{
    private static readonly string OneSql =
        $"""
        SELECT r.run_id, t.agent, {NameTable.Column("t.name")}, {TextTable.Column("t.input")}, {TextTable.Column("t.output")}, t.at
        FROM session_turns t CROSS JOIN runs r ON r.id = t.run WHERE t.id = ?1
        """;

    /// <summary>The numbers of a session's newest turns.</summary>
    public static string OfAllQuery { get; } = Query("");

    /// <summary>The numbers of one agent's newest turns.</summary>
    public static string OfAgentQuery { get; } = Query(" AND t.name = (SELECT id FROM names WHERE name = ?2)");

    /// <summary>The newest turns of the session's completed runs, oldest first.</summary>
    public static IReadOnlyList<SessionTurn> List(Sql sql, string sessionId, IReadOnlyList<string>? agentIds, int turns)
    {
        if (turns <= 0) return [];
        // As many of each agent as are wanted of all: what is read goes by the agents asked for, never by the session's length.
        var found = agentIds is null
            ? sql[OfAllQuery].List(Number, sessionId, SqlValue.Null, turns)
            : agentIds.Distinct(StringComparer.Ordinal)
                .SelectMany(agent => sql[OfAgentQuery].List(Number, sessionId, agent, turns))
                .OrderDescending().Take(turns).ToList();
        found.Reverse();
        return [.. found.Select(number => sql[OneSql].First(rows => Read(rows, sessionId), number)!)];
    }

    /// <summary>Adds a turn unless its member run has one.</summary>
    public static void Insert(WriteSession session, RunRow run, SessionTurn turn) => session.Statement(
            """
            INSERT INTO session_turns (session, name, run, agent, input, output, at)
            SELECT id, ?2, ?3, ?4, ?5, ?6, ?7 FROM sessions WHERE session_id = ?1
            ON CONFLICT DO NOTHING
            """)
        .Execute(
            turn.SessionId, NameTable.Keep(session, turn.AgentId), run.Id, MemberRunIds.Position(run.RunId, turn.MemberRunId),
            TextTable.Keep(session, run.Id, turn.Input), TextTable.Keep(session, run.Id, turn.Output), StoredTime.Write(turn.At));

    private static string Query(string ofAgent) =>
        $"""
        SELECT t.id FROM session_turns t CROSS JOIN runs r ON r.id = t.run
        WHERE t.session = (SELECT id FROM sessions WHERE session_id = ?1){ofAgent} AND r.status = 3
        ORDER BY t.id DESC LIMIT ?3
        """;

    private static long Number(Rows rows) => rows.GetInt64(0);

    private static SessionTurn Read(Rows rows, string sessionId)
    {
        var runId = rows.Text(0);
        return new SessionTurn(
            sessionId, runId, MemberRunIds.Read(rows, 1, runId), rows.Text(2), rows.Text(3), rows.Text(4), rows.Time(5));
    }
}
