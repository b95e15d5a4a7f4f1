using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>
/// Definitions by their content hash. A run may name a hash before its definition is stored: the JSON is then null.
/// </summary>
internal static class DefinitionTable
{
    /// <summary>Stores the definition, unless it is stored already.</summary>
    public static void Save(WriteSession session, string hash, string json) => session.Statement(
            "INSERT INTO definitions (hash, json) VALUES (?1, ?2) ON CONFLICT (hash) DO UPDATE SET json = excluded.json WHERE json IS NULL")
        .Execute(hash, json);

    /// <summary>The definition, or null.</summary>
    public static string? Find(Sql sql, string hash)
    {
        using var rows = sql["SELECT json FROM definitions WHERE hash = ?1"].Query(hash);
        return rows.Read() ? rows.TextOrNull(0) : null;
    }

    /// <summary>The number of a hash.</summary>
    public static SqlValue Number(WriteSession session, string hash) =>
        session.Statement("SELECT id FROM definitions WHERE hash = ?1").QueryInt64(hash)
        ?? session.Statement("INSERT INTO definitions (hash) VALUES (?1) RETURNING id").QueryInt64(hash);
}
