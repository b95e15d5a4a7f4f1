using DurableTeams.Sqlite.Database.Files;
using SQLitePCL;

namespace DurableTeams.Sqlite.Database.Connections;

/// <summary>One SQLite connection with its cache of prepared statements; used by one thread at a time.</summary>
internal sealed class SqliteConnection : IDisposable
{
    private const int BusyTimeout = 1_000;
    private const int RestartTimeout = 50;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly sqlite3 _handle;

    static SqliteConnection() => Batteries_V2.Init();

    private SqliteConnection(sqlite3 handle)
    {
        _handle = handle;
        WaitForLocks(BusyTimeout);
    }

    /// <summary>The one connection that writes: WAL, every commit flushed to the disk before it is acknowledged.</summary>
    public static SqliteConnection OpenWriter(string path)
    {
        DatabaseFiles.Check(path);
        try
        {
            // SQLite gives the other files the mode of this one.
            PrivateFile.Ensure(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SqliteFailureException(raw.SQLITE_CANTOPEN, failure.Message);
        }

        var connection = Open(path, raw.SQLITE_OPEN_READWRITE);
        try
        {
            connection.Execute("PRAGMA journal_mode=WAL");
            connection.Execute("PRAGMA synchronous=FULL");
            // The checkpointer moves the WAL into the database while commits go on. The file keeps its size, since overwriting
            // costs less to flush than growing.
            connection.Execute("PRAGMA wal_autocheckpoint=0");
            connection.Execute("PRAGMA journal_size_limit=16777216");
            connection.Execute("PRAGMA temp_store=MEMORY");
            connection.Execute("PRAGMA cache_size=-16384");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection that only reads.</summary>
    public static SqliteConnection OpenReader(string path)
    {
        DatabaseFiles.Check(path);
        var apart = ReadOnlyFiles.UriOf(path);
        var connection = Open(apart ?? path, raw.SQLITE_OPEN_READONLY | (apart is null ? 0 : raw.SQLITE_OPEN_URI));
        // In exclusive mode SQLite keeps the index of the log in memory; otherwise it would make a file for it.
        if (apart is not null) connection.Execute("PRAGMA locking_mode=EXCLUSIVE");
        connection.Execute("PRAGMA cache_size=-4096");
        return connection;
    }

    /// <summary>A connection to a copy that no other connection has open.</summary>
    public static SqliteConnection OpenCopy(string path) => Open(path, raw.SQLITE_OPEN_READWRITE);

    /// <summary>A connection that only checkpoints.</summary>
    public static SqliteConnection OpenCheckpointer(string path)
    {
        var connection = Open(path, raw.SQLITE_OPEN_READWRITE);
        connection.Execute("PRAGMA synchronous=FULL");
        return connection;
    }

    /// <summary>The prepared statement for this text, from the cache.</summary>
    public Statement Statement(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement)) return statement;
        return _statements[sql] = new Statement(_handle, sql);
    }

    /// <summary>Runs a script that is used too rarely to be kept prepared.</summary>
    public void Execute(string script)
    {
        if (raw.sqlite3_exec(_handle, script) == raw.SQLITE_OK) return;
        throw new SqliteFailureException(
            raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    /// <summary>Whether no transaction is open: SQLite ends a transaction by itself on some failures.</summary>
    public bool IsAutocommit => raw.sqlite3_get_autocommit(_handle) != 0;

    /// <summary>See <see cref="WriteSession.Names"/>.</summary>
    public Dictionary<string, long> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows changed since the connection was opened.</summary>
    public int TotalChanges => raw.sqlite3_total_changes(_handle);

    /// <summary>Pages written since the last call.</summary>
    public int TakePagesWritten()
    {
        _ = raw.sqlite3_db_status(_handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, 1);
        return written;
    }

    /// <summary>Moves the WAL into the database as far as readers and the writer allow.</summary>
    public void Checkpoint() => Statement("PRAGMA wal_checkpoint(PASSIVE)").Execute();

    /// <summary>Leaves the WAL as it is when the connection closes, as a crash would.</summary>
    public void KeepWal() => _ = raw.sqlite3_db_config(_handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);

    /// <summary>
    /// As <see cref="Checkpoint"/>, but waits a moment for readers, so that the next write begins the WAL anew; false where
    /// readers prevent that. For the writer's connection.
    /// </summary>
    public bool CheckpointAndRestart()
    {
        WaitForLocks(RestartTimeout);
        try
        {
            using var rows = Statement("PRAGMA wal_checkpoint(RESTART)").Query();
            return rows.Read() && rows.GetInt64(0) == 0;
        }
        finally
        {
            WaitForLocks(BusyTimeout);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
        _handle.Dispose();
    }

    private void WaitForLocks(int milliseconds) => _ = raw.sqlite3_busy_timeout(_handle, milliseconds);

    private static SqliteConnection Open(string path, int flags)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            var failure = new SqliteFailureException(code, $"{raw.sqlite3_errstr(code).utf8_to_string()} ({path})");
            handle?.Dispose();
            throw failure;
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        return new SqliteConnection(handle);
    }
}
