using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>
/// The number of the last group that was written, committed with the group itself. A COMMIT may report a failure and still be
/// durable; this number tells.
/// </summary>
internal static class GroupNumber
{
    /// <summary>The table of the number: one row.</summary>
    public static Migration Initial { get; } = new("writer", """
        CREATE TABLE written (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL);
        INSERT INTO written VALUES (1, 0);
        """);

    /// <summary>The number of the last group that is committed.</summary>
    public static long Read(SqliteConnection connection) =>
        connection.Statement("SELECT number FROM written WHERE id = 1").QueryInt64()
        ?? throw new InvalidDataException("The database has no number of the last group written.");

    /// <summary>Writes the number of the group that is being written.</summary>
    public static void Write(SqliteConnection connection, long number) =>
        connection.Statement("UPDATE written SET number = ?1 WHERE id = 1").Execute(number);
}
