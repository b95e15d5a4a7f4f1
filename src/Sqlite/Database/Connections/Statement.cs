using SQLitePCL;

namespace DurableTeams.Sqlite.Database.Connections;

/// <summary>A prepared statement, kept with its connection; parameters are positional, ?1 onwards.</summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _handle;
    private readonly int _parameters;
    private int _run;

    internal Statement(sqlite3 connection, string sql)
    {
        _connection = connection;
        var code = raw.sqlite3_prepare_v2(connection, sql, out _handle);
        if (code != raw.SQLITE_OK) throw Failure(connection, sql);
        _parameters = raw.sqlite3_bind_parameter_count(_handle);
    }

    /// <summary>Runs to the end and returns the number of rows changed.</summary>
    public int Execute(params ReadOnlySpan<SqlValue> values)
    {
        Begin(values);
        while (Step()) { }
        raw.sqlite3_reset(_handle);
        return raw.sqlite3_changes(_connection);
    }

    /// <summary>Starts a query; read and dispose the rows before the statement is used again.</summary>
    public Rows Query(params ReadOnlySpan<SqlValue> values)
    {
        Begin(values);
        return new Rows(this, _handle, _run);
    }

    /// <summary>The first column of the first row, or null where there is no row or it is null.</summary>
    public long? QueryInt64(params ReadOnlySpan<SqlValue> values)
    {
        using var rows = Query(values);
        return rows.Read() && !rows.IsNull(0) ? rows.GetInt64(0) : null;
    }

    /// <summary>The first column of the first row, or null where there is no row or it is null.</summary>
    public string? QueryText(params ReadOnlySpan<SqlValue> values)
    {
        using var rows = Query(values);
        return rows.Read() ? rows.GetTextOrNull(0) : null;
    }

    public void Dispose() => _handle.Dispose();

    internal bool Step(int run)
    {
        if (run != _run) throw new InvalidOperationException("The statement was used again while these rows were being read.");
        return Step();
    }

    internal void End(int run)
    {
        if (run == _run) raw.sqlite3_reset(_handle);
    }

    private void Begin(ReadOnlySpan<SqlValue> values)
    {
        if (values.Length != _parameters)
            throw new ArgumentException($"The statement takes {_parameters} values, not {values.Length}.", nameof(values));
        _run++;
        raw.sqlite3_reset(_handle);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].BindTo(_handle, i + 1) != raw.SQLITE_OK) throw Failure(_connection, "bind");
        }
    }

    private bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        var failure = Failure(_connection, raw.sqlite3_sql(_handle).utf8_to_string());
        raw.sqlite3_reset(_handle);
        throw failure;
    }

    private static SqliteFailureException Failure(sqlite3 connection, string sql) =>
        new(raw.sqlite3_extended_errcode(connection), $"{raw.sqlite3_errmsg(connection).utf8_to_string()} ({sql})");
}
