using SQLitePCL;

namespace DurableTeams.Sqlite.Database.Connections;

/// <summary>The rows of a query, read forward once.</summary>
internal readonly struct Rows : IDisposable
{
    private readonly Statement _statement;
    private readonly sqlite3_stmt _handle;
    private readonly int _run;

    internal Rows(Statement statement, sqlite3_stmt handle, int run)
    {
        _statement = statement;
        _handle = handle;
        _run = run;
    }

    /// <summary>Moves to the next row; false at the end.</summary>
    public bool Read() => _statement.Step(_run);

    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    public long GetInt64(int column) => raw.sqlite3_column_int64(_handle, column);

    public int GetInt32(int column) => raw.sqlite3_column_int(_handle, column);

    public bool GetBoolean(int column) => raw.sqlite3_column_int64(_handle, column) != 0;

    public double GetDouble(int column) => raw.sqlite3_column_double(_handle, column);

    public long? GetInt64OrNull(int column) => IsNull(column) ? null : GetInt64(column);

    /// <summary>Text; null reads as the empty string.</summary>
    public string GetText(int column) => raw.sqlite3_column_text(_handle, column).utf8_to_string() ?? "";

    public string? GetTextOrNull(int column) => IsNull(column) ? null : GetText(column);

    /// <summary>The bytes of a text or blob column, valid until the next call of <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> GetBytes(int column) => raw.sqlite3_column_blob(_handle, column);

    public void Dispose() => _statement.End(_run);
}
