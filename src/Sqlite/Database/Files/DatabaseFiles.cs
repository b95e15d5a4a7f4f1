using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;

namespace DurableTeams.Sqlite.Database.Files;

/// <summary>
/// Checks the files of a database before SQLite opens them: SQLite would take an empty database for a new one and delete its
/// log.
/// </summary>
internal static class DatabaseFiles
{
    /// <summary>Refuses a database that is empty or gone while its log or its stamp says that it had content.</summary>
    /// <exception cref="SqliteFailureException">It is such a database.</exception>
    public static void Check(string database)
    {
        if (LengthOf(database) > 0) return;
        var what = File.Exists(database) ? "is empty" : "is gone";
        if (LengthOf(database + "-wal") is > 0 and var log)
            throw SqliteFailureException.Damage(
                FormattableString.Invariant($"{database} {what}, while its write-ahead log (-wal) holds {log} bytes"));
        if (DurableStamp.Read(database) is { } stamp)
            throw SqliteFailureException.Damage(FormattableString.Invariant(
                $"{database} {what}, while {DurableStamp.FileOf(database)} says that {stamp.Number} groups were written to it"));
    }

    /// <summary>Refuses tables without a schema version: another program's file, or a damaged header.</summary>
    /// <exception cref="SqliteFailureException">It is such a file.</exception>
    public static void CheckHeader(SqliteConnection connection)
    {
        if (connection.Statement("PRAGMA user_version").QueryInt64() is > 0) return;
        if (connection.Statement("PRAGMA schema_version").QueryInt64() is 0 or null) return;
        throw SqliteFailureException.Damage(
            "the file has tables and no schema version: its header is damaged, or it is another program's");
    }

    private static long LengthOf(string file) => new FileInfo(file) is { Exists: true, Length: var length } ? length : 0;
}
