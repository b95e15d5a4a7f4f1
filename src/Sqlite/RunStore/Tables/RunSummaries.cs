using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>Lists of runs; only the beginning of long texts is read.</summary>
internal static class RunSummaries
{
    private const int First = 24;

    private static readonly string ColumnsSql =
        $"""
        {RunTable.Columns(TextTable.Start("r.input", RunSummary.MaxText), TextTable.Start("r.output", RunSummary.MaxText),
            $"CASE WHEN LENGTH(r.metadata) <= {RunSummary.MaxMetadata} THEN r.metadata END")},
        (SELECT COUNT(*) FROM requirements WHERE run = r.id), (SELECT COUNT(*) FROM requirements WHERE run = r.id AND status = 0)
        """;

    private static readonly string OneSql = $"SELECT {ColumnsSql} FROM runs r WHERE r.id = ?1";

    private static readonly string UsedSql =
        """
        SELECT SUM(input_tokens), SUM(output_tokens), SUM(model_calls), SUM(tool_calls) FROM member_runs WHERE run = ?1
        """;

    // A number is a member of the run itself; those of nested teams are texts.
    private static readonly string LastSql =
        $"""
        SELECT {NameTable.Column("m.member")} FROM member_runs m WHERE m.run = ?1 AND typeof(m.agent) = 'integer' AND m.agent > 0
        ORDER BY m.agent DESC LIMIT 1
        """;

    /// <summary>A page, newest first.</summary>
    public static StorePage<RunSummary> List(Sql sql, RunQuery query)
    {
        if (RunSearch.Is(query)) return Search(sql, query);
        var limit = Cursor.Limit(query.Limit);
        var rows = sql[ListQuery(query)].List(
            r => (r.GetInt64(0), Read(r)),
            Cursor.Read(Cursor.Runs, query.Cursor), (int?)query.Status, query.TeamId, query.SessionId, limit + 1);
        return Cursor.Page(Cursor.Runs, rows.ConvertAll(row => (row.Item1, With(sql, row.Item1, row.Item2))), limit);
    }

    /// <summary>The query for a page; a restriction that is not given keeps its parameter, unused.</summary>
    public static string ListQuery(RunQuery query)
    {
        var where = (query.Status is null ? "" : " AND r.status = ?2")
            + (query.TeamId is null ? "" : " AND r.team = (SELECT id FROM names WHERE name = ?3)")
            + (query.SessionId is null ? "" : " AND r.session = (SELECT id FROM sessions WHERE session_id = ?4)");
        return $"SELECT {ColumnsSql} FROM runs r WHERE r.id < ?1{where} ORDER BY r.id DESC LIMIT ?5";
    }

    private static StorePage<RunSummary> Search(Sql sql, RunQuery query)
    {
        var below = Cursor.Read(Cursor.Runs, query.Cursor);
        var (found, next) = RunScan.Find(sql, query, below, Cursor.Limit(query.Limit));
        return new StorePage<RunSummary>(
            [.. found.Select(id => With(sql, id, sql[OneSql].First(Read, id)!))],
            next is { } last ? Cursor.Write(Cursor.Runs, last) : null);
    }

    private static RunSummary Read(Rows rows) => new(
        RunSummary.Cut(RunTable.Read(rows)), Usage.None, null, rows.GetInt32(First), rows.GetInt32(First + 1), []);

    private static RunSummary With(Sql sql, long run, RunSummary summary) => summary with
    {
        Usage = sql[UsedSql].First(
            rows => rows.IsNull(0)
                ? Usage.None
                : new Usage(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt32(2), rows.GetInt32(3)), run)!,
        LastMember = sql[LastSql].First(rows => rows.Text(0), run),
        PendingIds = summary.Pending == 0
            ? []
            : RequirementTable.ListPendingIds(sql, run, summary.Run.RunId, RunSummary.MaxPendingIds),
    };
}
