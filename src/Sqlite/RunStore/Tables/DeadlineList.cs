using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>Pending requirements, the earliest deadline first.</summary>
internal static class DeadlineList
{
    private const int Numbers = 3;

    /// <summary>A page.</summary>
    public static StorePage<RequirementRecord> Page(Sql sql, RequirementQuery query)
    {
        var limit = Cursor.Limit(query.Limit);
        var after = query.Cursor is { } cursor
            ? Cursor.Read(Cursor.Deadlines, cursor, Numbers)
            : [long.MinValue, long.MinValue, long.MinValue];
        var rows = sql[ListQuery(query)].List(
            r => (Id: r.GetInt64(0), Asked: RequirementTable.Read(r)),
            after[0], after[1], after[2], query.TeamId, query.RunId, query.MemberId, limit + 1);
        return new StorePage<RequirementRecord>(
            [.. rows.Take(limit).Select(row => row.Asked)], rows.Count > limit ? After(rows[limit - 1]) : null);
    }

    /// <summary>The query for a page; a restriction that is not given keeps its parameter, unused.</summary>
    public static string ListQuery(RequirementQuery query)
    {
        // A run has few: they are found by the run and sorted.
        var index = query.RunId is null ? " INDEXED BY requirements_deadline" : "";
        var where = (query.RunId is null ? "" : " AND q.run = (SELECT id FROM runs WHERE run_id = ?5)")
            + (query.TeamId is null ? "" : " AND q.team = (SELECT id FROM names WHERE name = ?4)")
            + (query.MemberId is null ? "" : " AND q.member = (SELECT id FROM names WHERE name = ?6)");
        var status = query.RunId is null ? "q.status" : "+q.status";
        return $"{RequirementTable.SelectSql}{index} WHERE {status} = 0{where} AND (q.deadline, q.created, q.id) > (?1, ?2, ?3) "
            + "ORDER BY q.deadline, q.created, q.id LIMIT ?7";
    }

    private static string After((long Id, RequirementRecord Asked) last) => Cursor.Write(
        Cursor.Deadlines, StoredTime.Write(last.Asked.ExpiresAt) ?? long.MaxValue, StoredTime.Write(last.Asked.CreatedAt),
        last.Id);
}
