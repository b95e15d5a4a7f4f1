namespace DurableTeams.Sqlite.Database.Connections;

/// <summary>The writer's transaction, as one unit of work sees it.</summary>
internal sealed class WriteSession(SqliteConnection connection)
{
    private readonly List<Action> _committed = [];

    /// <summary>The prepared statement for this text.</summary>
    public Statement Statement(string sql) => connection.Statement(sql);

    /// <summary>The numbers of committed names. They belong to the writer, and are kept while its connection is open.</summary>
    public Dictionary<string, long> Names => connection.Names;

    /// <summary>
    /// Calls back, on the writing thread, once this unit is durable. The callback must be cheap and must not throw.
    /// </summary>
    public void OnCommitted(Action action) => _committed.Add(action);

    internal int Mark => _committed.Count;

    internal void RollBackTo(int mark) => _committed.RemoveRange(mark, _committed.Count - mark);

    internal ReadOnlySpan<Action> Committed => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_committed);
}
