namespace DurableTeams.Sqlite.Database.Connections;

/// <summary>The statements of a read or of the writer's transaction, so that a query is written once for both.</summary>
internal readonly struct Sql
{
    private readonly ReadSession? _read;
    private readonly WriteSession? _write;

    private Sql(ReadSession? read, WriteSession? write)
    {
        _read = read;
        _write = write;
    }

    /// <summary>The prepared statement for this text.</summary>
    public Statement this[string text] => _write is null ? _read!.Statement(text) : _write.Statement(text);

    public static implicit operator Sql(ReadSession session) => new(session, null);

    public static implicit operator Sql(WriteSession session) => new(null, session);
}
