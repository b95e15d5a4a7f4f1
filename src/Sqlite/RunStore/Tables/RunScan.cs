using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>
/// Searches runs: walks the index of one restriction from the newest on, looks at so many rows at most, and compares the rest
/// in memory.
/// </summary>
internal static class RunScan
{
    // Numbers rise in the order of creation. Times do too, unless somebody set the clock back.
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    /// <summary>The numbers of the runs found, the newest first, and where to go on; null at the end.</summary>
    public static (List<long> Found, long? Next) Find(Sql sql, RunQuery query, long below, int limit)
    {
        if (query.CreatedBefore is { } before && Later(before, Slack) is { } end)
            below = Math.Min(below, FirstFrom(sql, StoredTime.Write(end)) ?? below);
        var oldest = query.CreatedAfter is { } after ? Later(after, -Slack) : null;
        List<long> found = [];
        var (looked, last) = (0, below);
        using var rows = sql[WalkQuery(query)].Query(
            below, (int?)query.Status, query.TeamId, query.SessionId, query.UserId, query.ErrorCode, RunQuery.MaxLooked + 1);
        while (rows.Read())
        {
            // One more than the limit tells that there is more.
            if (looked == RunQuery.MaxLooked || found.Count == limit) return (found, last);
            var created = rows.Time(6);
            if (created < oldest) break;
            looked++;
            last = rows.GetInt64(0);
            if (RunSearch.Fits(
                query, (RunStatus)rows.GetInt32(1), rows.Text(2), rows.TextOrNull(3), rows.Text(4),
                StoredJson.Read<RunError>(rows, 5), created))
                found.Add(last);
        }

        return (found, null);
    }

    /// <summary>The rows to look at; a restriction that the walk is not by keeps its parameter, unused.</summary>
    public static string WalkQuery(RunQuery query)
    {
        var by = query switch
        {
            { SessionId: not null } => " AND r.session = (SELECT id FROM sessions WHERE session_id = ?4)",
            { UserId: not null } => " AND r.user_id IS NOT NULL AND r.user_id = ?5",
            { ErrorCode: not null } => " AND r.error IS NOT NULL AND json_extract(r.error, '$.code') = ?6",
            _ => (query.Status is null ? "" : " AND r.status = ?2")
                + (query.TeamId is null ? "" : " AND r.team = (SELECT id FROM names WHERE name = ?3)"),
        };
        return $"""
            SELECT r.id, r.status, {NameTable.Column("r.team")}, r.user_id, {TextTable.Start("r.input", RunSummary.MaxText)}, r.error,
                r.created
            FROM runs r WHERE r.id < ?1{by} ORDER BY r.id DESC LIMIT ?7
            """;
    }

    /// <summary>
    /// The lowest number of the runs that were created at a time or later, found by halving; null where there is none.
    /// </summary>
    private static long? FirstFrom(Sql sql, long created)
    {
        if (sql["SELECT MAX(id) FROM runs"].QueryInt64() is not { } high) return null;
        var (low, first) = (1L, (long?)null);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var (id, at) = sql["SELECT id, created FROM runs WHERE id >= ?1 ORDER BY id LIMIT 1"]
                .First(rows => Tuple.Create(rows.GetInt64(0), rows.GetInt64(1)), middle)!;
            if (at >= created) (first, high) = (id, middle - 1);
            else low = id + 1;
        }

        return first;
    }

    private static DateTimeOffset? Later(DateTimeOffset time, TimeSpan by) =>
        by > TimeSpan.Zero && time > DateTimeOffset.MaxValue - by || by < TimeSpan.Zero && time < DateTimeOffset.MinValue - by
            ? null
            : time + by;
}
