using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>
/// Numbers for texts that recur in many rows: ids of teams and members, roles, tools, models, types of events.
/// </summary>
internal static class NameTable
{
    private const int MaxRemembered = 4_096;

    /// <summary>The number of a name; a new name gets one.</summary>
    public static SqlValue Keep(WriteSession session, string? name)
    {
        if (name is null) return SqlValue.Null;
        if (session.Names.TryGetValue(name, out var known)) return known;
        var number = session.Statement("SELECT id FROM names WHERE name = ?1").QueryInt64(name)
            ?? session.Statement("INSERT INTO names (name) VALUES (?1) RETURNING id").QueryInt64(name)!.Value;
        // Only after the commit: a new name may be undone with its transaction.
        session.OnCommitted(() => Remember(session.Names, name, number));
        return number;
    }

    // Names are never removed, and there is no bound on new ones, so this cache has one. No MemoryCache: one thread asks for
    // each row, and a dictionary answers at no cost.
    private static void Remember(Dictionary<string, long> known, string name, long number)
    {
        if (known.Count >= MaxRemembered) known.Clear();
        known[name] = number;
    }

    /// <summary>SQL for the name whose number this column, named with its table, has.</summary>
    public static string Column(string column) => $"(SELECT n.name FROM names n WHERE n.id = {column})";
}
