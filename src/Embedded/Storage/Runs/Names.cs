namespace DurableTeams.Embedded.Storage;

/// <summary>Numbers for what recurs in many rows: ids of teams and members, roles, tools, models, types of events.</summary>
internal static class Names
{
    /// <summary>The number of a name, given to it now if it is new.</summary>
    public static SqlValue Keep(WriteSession session, string? name)
    {
        if (name is null) return SqlValue.Null;
        return session.Statement("SELECT id FROM names WHERE name = ?1").QueryInt64(name)
            ?? session.Statement("INSERT INTO names (name) VALUES (?1) RETURNING id").QueryInt64(name);
    }

    /// <summary>SQL for the name whose number this column, named with its table, has.</summary>
    public static string Column(string column) => $"(SELECT n.name FROM names n WHERE n.id = {column})";
}
