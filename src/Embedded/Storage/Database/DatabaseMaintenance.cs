namespace DurableTeams.Embedded.Storage;

/// <summary>Backing up and checking a database, while it is in use.</summary>
internal static class DatabaseMaintenance
{
    private static readonly (string What, string Count)[] s_orphans =
    [
        ("history of no instance", "SELECT count(*) FROM history WHERE instance NOT IN (SELECT key FROM instances)"),
        ("activities of no instance", "SELECT count(*) FROM tasks WHERE instance NOT IN (SELECT key FROM instances)"),
        ("timers of no instance", "SELECT count(*) FROM timers WHERE instance NOT IN (SELECT key FROM instances)"),
        ("timers of earlier generations",
            "SELECT count(*) FROM timers t JOIN instances i ON i.key = t.instance WHERE t.generation <> i.generation"),
        ("instances set aside as dead letters", "SELECT count(*) FROM instances WHERE poison IS NOT NULL"),
    ];

    /// <summary>Writes a consistent copy of what is committed to a new file.</summary>
    public static void Backup(string databaseFile, string target)
    {
        if (File.Exists(target)) throw new IOException($"{target} is already there.");
        using var connection = SqliteConnection.OpenReader(databaseFile);
        connection.Statement("VACUUM INTO ?1").Execute(target);
    }

    /// <summary>What is wrong with the database; empty when it is sound.</summary>
    public static IReadOnlyList<string> Check(string databaseFile)
    {
        var findings = new List<string>();
        using var connection = SqliteConnection.OpenReader(databaseFile);
        using (var rows = connection.Statement("PRAGMA integrity_check").Query())
        {
            while (rows.Read())
            {
                if (rows.GetText(0) != "ok") findings.Add(rows.GetText(0));
            }
        }

        foreach (var (what, count) in s_orphans)
        {
            if (connection.Statement(count).QueryInt64() is > 0 and var found) findings.Add($"{found} {what}");
        }

        return findings;
    }
}
