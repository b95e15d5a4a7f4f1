using System.Text.Json;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>The state and active agent of sessions.</summary>
internal static class SessionStates
{
    private const string OfRun = "id = (SELECT session FROM runs WHERE id = ?1)";

    private static readonly JsonElement Empty = StoredJson.Read("{}");

    private static readonly string FindSql =
        $"SELECT s.state, {NameTable.Column("s.active_team")}, {NameTable.Column("s.active_member")} FROM sessions s WHERE s.session_id = ?1";

    /// <summary>The state and active agent, or null where there is no such session.</summary>
    public static SessionState? Find(Sql sql, string sessionId) => sql[FindSql].First(
        rows => new SessionState(rows.JsonOrNull(0), SessionTable.ReadActive(rows, 1)), sessionId);

    /// <summary>Changes the session of a run; null leaves its state, or its active agent.</summary>
    public static void Change(WriteSession session, RunRow run, JsonElement? statePatch, string? activeAgent)
    {
        if (statePatch is { } patch)
        {
            var state = session.Statement($"SELECT state FROM sessions WHERE {OfRun}")
                .List(rows => rows.JsonOrNull(0), run.Id)[0];
            session.Statement($"UPDATE sessions SET state = ?2 WHERE {OfRun}")
                .Execute(run.Id, StoredJson.Write((JsonElement?)SessionStateLimit.Apply(state ?? Empty, patch)));
        }

        if (activeAgent is { } member)
        {
            session.Statement(
                    $"UPDATE sessions SET active_team = (SELECT team FROM runs WHERE id = ?1), active_member = ?2 WHERE {OfRun}")
                .Execute(run.Id, NameTable.Keep(session, member));
        }
    }
}
