using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Files;

namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>
/// The number of the last group that is known to be durable, in a file beside the database. It is written after each COMMIT and
/// before the acknowledgement, so it is never ahead of a whole database. A database that is behind its stamp lost acknowledged
/// writes: its log was cut or damaged, which SQLite takes for the end of the log. The stamp is not flushed; an old number only
/// detects less.
/// </summary>
internal sealed class DurableStamp : IDisposable
{
    private const string Suffix = "-stamp";
    private readonly FileStream _file;
    private readonly int _identity;

    private DurableStamp(FileStream file, int identity) => (_file, _identity) = (file, identity);

    /// <summary>The stamp's file beside a database file.</summary>
    public static string FileOf(string database) => database + Suffix;

    /// <summary>The stamp beside a database; null where there is none, or none that can be read.</summary>
    public static (int Identity, long Number)? Read(string database)
    {
        try
        {
            return File.ReadAllText(FileOf(database)).Split(' ') is [var identity, var number]
                && int.TryParse(identity, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
                && long.TryParse(number.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var group)
                    ? (id, group)
                    : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Refuses a database that is behind its stamp. Must be called before anything is written to the database.
    /// </summary>
    /// <param name="connection">A connection to the database.</param>
    /// <param name="stamp">The stamp, read before the connection's view began.</param>
    /// <exception cref="SqliteFailureException">The database lost acknowledged writes.</exception>
    public static void Check(SqliteConnection connection, (int Identity, long Number)? stamp)
    {
        if (stamp is not { } last || IdentityOf(connection) != last.Identity || !HasNumber(connection)) return;
        var found = GroupNumber.Read(connection);
        if (found >= last.Number) return;
        throw SqliteFailureException.Damage(
            FormattableString.Invariant($"the last {last.Number - found} acknowledged writes are missing: ")
                + "the write-ahead log (-wal) is gone, cut or damaged");
    }

    /// <summary>
    /// The stamp of an opened database. A database without an identity gets one. A backup has none, so the stamp of another
    /// copy means nothing for it.
    /// </summary>
    public static DurableStamp Open(string database, SqliteConnection connection)
    {
        var identity = IdentityOf(connection);
        if (identity == 0)
        {
            identity = RandomNumberGenerator.GetInt32(1, int.MaxValue);
            connection.Execute(FormattableString.Invariant($"PRAGMA application_id={identity}"));
            // Into the file itself: a lost log must not take the identity along.
            connection.Checkpoint();
        }

        var stamp = new DurableStamp(PrivateFile.Open(FileOf(database), FileMode.OpenOrCreate, FileShare.ReadWrite), identity);
        if (HasNumber(connection)) stamp.Write(GroupNumber.Read(connection));
        return stamp;
    }

    /// <summary>Removes the identity from a copy.</summary>
    public static void Forget(SqliteConnection connection) => connection.Execute("PRAGMA application_id=0");

    /// <summary>Records that a group is durable. A number that cannot be written now is written with the next one.</summary>
    public void Write(long number)
    {
        Span<byte> text = stackalloc byte[40];
        var length = Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{_identity:D10} {number:D19}\n"), text);
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, text[..length], 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk: the database itself reports that.
        }
    }

    public void Dispose() => _file.Dispose();

    private static int IdentityOf(SqliteConnection connection) =>
        (int)(connection.Statement("PRAGMA application_id").QueryInt64() ?? 0);

    private static bool HasNumber(SqliteConnection connection) =>
        connection.Statement("PRAGMA table_info(written)").QueryInt64() is not null;
}
