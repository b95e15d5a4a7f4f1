using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Files;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Sqlite.RunStore;

namespace DurableTeams.Sqlite;

/// <summary>Backing up and checking a database, while it is in use.</summary>
internal static class DatabaseMaintenance
{
    private const int MaxNamed = 3;

    private static readonly (string What, string Count)[] Orphans =
    [
        ("history rows without an instance", "SELECT count(*) FROM history WHERE instance NOT IN (SELECT key FROM instances)"),
        ("activities without an instance", "SELECT count(*) FROM tasks WHERE instance NOT IN (SELECT key FROM instances)"),
        ("timers without an instance", "SELECT count(*) FROM timers WHERE instance NOT IN (SELECT key FROM instances)"),
        ("timers of earlier generations",
            "SELECT count(*) FROM timers t JOIN instances i ON i.key = t.instance WHERE t.generation <> i.generation"),
        // Activities of ended instances are no finding: a call in flight outlives a run that was cancelled meanwhile.
        ("timers of instances that have ended", "SELECT count(*) FROM timers t JOIN instances i "
            + "ON i.key = t.instance WHERE i.completed IS NOT NULL"),
    ];

    private static readonly (string What, string Query)[] DeadLetters =
    [
        ("instances that are dead letters", "SELECT id || ' (' || poison || ')' FROM instances WHERE poison IS NOT NULL"),
    ];

    /// <summary>
    /// Writes a consistent copy of what is committed to a new file, which is there only once it is complete and on the disk.
    /// </summary>
    /// <returns>Its size in bytes.</returns>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    public static long Backup(string databaseFile, string target)
    {
        if (File.Exists(target)) throw new IOException($"{target} exists already.");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(target))))
            throw new DirectoryNotFoundException($"The directory of {target} does not exist.");
        var partial = $"{target}.{Environment.ProcessId}.partial";
        try
        {
            // SQLite takes an empty file for a new one, and writes with the mode that it has.
            PrivateFile.Open(partial, FileMode.CreateNew, FileShare.None).Dispose();
            using (var connection = SqliteConnection.OpenReader(databaseFile))
                connection.Statement("VACUUM INTO ?1").Execute(partial);
            using (var copy = SqliteConnection.OpenCopy(partial)) DurableStamp.Forget(copy);
            long size;
            using (var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite, FileShare.Read))
            {
                file.Flush(flushToDisk: true);
                size = file.Length;
            }

            File.Move(partial, target, overwrite: false);
            return size;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>The version of the schema in a file: as many steps of <see cref="Migrations"/> as were applied to it.</summary>
    public static long SchemaVersion(string databaseFile)
    {
        using var connection = SqliteConnection.OpenReader(databaseFile);
        return connection.Statement("PRAGMA user_version").QueryInt64() ?? 0;
    }

    /// <summary>What is wrong with the database; empty when it is sound.</summary>
    public static IReadOnlyList<string> Check(string databaseFile)
    {
        var findings = new List<string>();
        try
        {
            // Before the view begins: a host at work writes it after each commit.
            var stamp = DurableStamp.Read(databaseFile);
            using var connection = SqliteConnection.OpenReader(databaseFile);
            // One view for all questions: between two of them a host may write.
            connection.Execute("BEGIN");
            DurableStamp.Check(connection, stamp);
            CheckIntegrity(connection, findings);
            CheckRows(connection, findings);
        }
        catch (SqliteFailureException failure) when (failure.IsDamage)
        {
            findings.Add(failure.Message);
        }

        return findings;
    }

    private static void CheckIntegrity(SqliteConnection connection, List<string> findings)
    {
        using var rows = connection.Statement("PRAGMA integrity_check").Query();
        while (rows.Read())
        {
            if (rows.GetText(0) != "ok") findings.Add(rows.GetText(0));
        }
    }

    private static void CheckRows(SqliteConnection connection, List<string> findings)
    {
        foreach (var (what, count) in Orphans)
        {
            if (connection.Statement(count).QueryInt64() is > 0 and var found) findings.Add($"{found} {what}");
        }

        foreach (var (what, query) in DeadLetters.Concat(RunChecks.All))
        {
            var (found, named) = (0L, new List<string>());
            using var rows = connection.Statement(query).Query();
            while (rows.Read())
            {
                if (found++ < MaxNamed) named.Add(rows.GetText(0));
            }

            if (found > 0) findings.Add($"{found} {what}: {string.Join(", ", named)}{(found > MaxNamed ? ", …" : "")}");
        }
    }
}
