using DurableTeams.Sqlite.Database.Connections;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Schema;

/// <summary>Removes instances that have ended.</summary>
internal static class PurgeSql
{
    private const int Completed = (int)OrchestrationRuntimeStatus.Completed;
    private const int Failed = (int)OrchestrationRuntimeStatus.Failed;
    private const int Terminated = (int)OrchestrationRuntimeStatus.Terminated;

    private static readonly string Ended = $"status IN ({Completed}, {Failed}, {Terminated})";

    /// <summary>The instance of one id.</summary>
    public static string ById => $"SELECT key FROM instances WHERE {Ended} AND id = ?1";

    /// <summary>Instances by the time of their creation and their status.</summary>
    public static string ByFilter(IEnumerable<OrchestrationRuntimeStatus>? statuses)
    {
        var only = statuses?.Select(s => (int)s).Distinct().Order().ToArray() is { Length: > 0 } wanted
            ? $"AND status IN ({string.Join(',', wanted)})"
            : "";
        return $"""
            SELECT key FROM instances
            WHERE {Ended} {only} AND (?1 IS NULL OR created >= ?1) AND (?2 IS NULL OR created <= ?2)
            """;
    }

    /// <summary>
    /// Removes the selected instances, and with <paramref name="recursive"/> the ended ones that they started.
    /// </summary>
    public static int Run(WriteSession session, string select, SqlValue[] values, bool recursive)
    {
        var keys = Keys(session, select, values);
        for (var i = 0; recursive && i < keys.Count; i++)
            keys.AddRange(Keys(session, $"SELECT key FROM instances WHERE parent_key = ?1 AND {Ended}", [keys[i]]));
        return keys.Distinct().Sum(key => InstanceSql.Purge(session, key));
    }

    private static List<long> Keys(WriteSession session, string select, SqlValue[] values)
    {
        var keys = new List<long>();
        using var rows = session.Statement(select).Query(values);
        while (rows.Read()) keys.Add(rows.GetInt64(0));
        return keys;
    }
}
