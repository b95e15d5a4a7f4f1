using SQLitePCL;

namespace DurableTeams.Sqlite.Database.Connections;

/// <summary>SQLite refused a call: its extended result code and message.</summary>
internal sealed class SqliteFailureException : Exception
{
    /// <summary>A failure that SQLite reported.</summary>
    public SqliteFailureException(int extendedCode, string message)
        : base($"SQLite error {extendedCode}: {message}") => ExtendedCode = extendedCode;

    private SqliteFailureException(string message)
        : base(message) => ExtendedCode = raw.SQLITE_CORRUPT;

    /// <summary>SQLite's extended result code.</summary>
    public int ExtendedCode { get; }

    /// <summary>Damage that SQLite itself does not detect.</summary>
    public static SqliteFailureException Damage(string what) => new($"The database is damaged: {what}.");

    /// <summary>SQLite's primary result code.</summary>
    public int Code => ExtendedCode & 0xFF;

    /// <summary>Whether the storage is the cause (full, unreadable, locked), so that the same work may succeed later.</summary>
    public bool IsStorageTrouble => Code is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_BUSY or raw.SQLITE_LOCKED
        or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_NOMEM or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
        or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_INTERRUPT or raw.SQLITE_PROTOCOL;

    /// <summary>Whether the file itself is damaged, or no database.</summary>
    public bool IsDamage => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>Whether the connection may be in a bad state and should be opened again.</summary>
    public bool NeedsReopen => Code is not (raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_LOCKED);
}
