namespace DurableTeams.Sqlite.Database.Connections;

/// <summary>A read transaction: one consistent view of what is committed.</summary>
internal sealed class ReadSession(SqliteConnection connection)
{
    /// <summary>The prepared statement for this text.</summary>
    public Statement Statement(string sql) => connection.Statement(sql);
}
