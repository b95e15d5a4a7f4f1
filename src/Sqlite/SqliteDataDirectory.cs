using System.Runtime.CompilerServices;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.Client;
using DurableTeams.Sqlite.Hosting;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams;

/// <summary>
/// Looks after the data directory of <c>UseSqlite</c>: backs it up, checks it, reads histories and the audit, removes old runs.
/// All but <see cref="PurgeAsync"/> may be done while a program works in the directory.
/// </summary>
/// <remarks>
/// Every method throws a <see cref="DataDirectoryException"/> where the directory or its database cannot be used, and an
/// <see cref="IOException"/> where the disk fails.
/// </remarks>
public sealed class SqliteDataDirectory
{
    /// <summary>The name of the database in the directory.</summary>
    public const string DatabaseFile = EmbeddedDatabase.FileName;

    private const int Page = 1_000;
    private readonly string _database;

    /// <summary>A directory with a database.</summary>
    /// <exception cref="DataDirectoryException">There is no database in it.</exception>
    public SqliteDataDirectory(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        Path = System.IO.Path.GetFullPath(directory);
        _database = System.IO.Path.Combine(Path, DatabaseFile);
        if (!File.Exists(_database))
            throw new DataDirectoryException(Path, $"there is no {DatabaseFile} in it; name the data directory of a host.");
    }

    /// <summary>The full path of the directory.</summary>
    public string Path { get; }

    /// <summary>
    /// Writes a consistent copy of what is committed to a new file, which is there only once it is complete and on the disk.
    /// </summary>
    /// <returns>Its size in bytes.</returns>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    public long Backup(string file) => Guarded(() => DatabaseMaintenance.Backup(_database, file));

    /// <summary>What is wrong with the database, a sentence each; empty when it is sound.</summary>
    public IReadOnlyList<string> Check()
    {
        try
        {
            RequireThisSchema();
            return DatabaseMaintenance.Check(_database);
        }
        catch (SqliteFailureException failure) when (failure.IsDamage)
        {
            return [failure.Message];
        }
        catch (SqliteFailureException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    /// <summary>
    /// The histories of a run's orchestration and of its member runs, as JSON for <see cref="HistoryReplayer"/>; null where the
    /// run has not started.
    /// </summary>
    public string? ExportHistory(string runId) => Read(session => HistoryExport.ExportRun(session, runId));

    /// <summary>Whether there is a run with this id.</summary>
    public bool HasRun(string runId) => Read(session => RunRow.Find(session, runId) is not null);

    /// <summary>
    /// All audit entries of requirements, in the order in which they were written. No view is held open while they are taken, so
    /// that a program at work can shrink its log.
    /// </summary>
    public async IAsyncEnumerable<AuditEntry> ReadAuditAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var after = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entries = Read(session => AuditLog.ListAll(session, after, Page));
            foreach (var (entry, _) in entries) yield return entry;
            if (entries.Count < Page) yield break;
            after = entries[^1].Position;
            await Task.Yield();
        }
    }

    /// <summary>How much <see cref="PurgeAsync"/> would remove, by kind.</summary>
    public IReadOnlyDictionary<string, long> CountPurge(DateTimeOffset endedBefore)
    {
        var purge = new RunPurge(endedBefore);
        Read(session =>
        {
            purge.Count(session);
            return true;
        });
        return purge.Counts;
    }

    /// <summary>
    /// Removes the runs that ended before this time, with everything of theirs. Ended in between, it has removed some runs whole
    /// and others not at all.
    /// </summary>
    /// <returns>How much was removed, by kind.</returns>
    /// <exception cref="DataDirectoryInUseException">A program works in the directory.</exception>
    public async Task<IReadOnlyDictionary<string, long>> PurgeAsync(
        DateTimeOffset endedBefore, ILoggerFactory? loggers = null, CancellationToken cancellationToken = default)
    {
        var purge = new RunPurge(endedBefore);
        var opened = DatabaseOpening.Open(new SqliteOptions { Directory = Path }, loggers ?? NullLoggerFactory.Instance);
        await using (opened.ConfigureAwait(false)) await purge.RunAsync(opened, cancellationToken).ConfigureAwait(false);
        return purge.Counts;
    }

    private T Read<T>(Func<ReadSession, T> read) => Guarded(() =>
    {
        RequireThisSchema();
        using var readers = new ReaderPool(_database);
        return readers.Read(read);
    });

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteFailureException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    private void RequireThisSchema()
    {
        var (found, known) = (DatabaseMaintenance.SchemaVersion(_database), Migrations.All.Count);
        if (found > known) throw new DataDirectoryException(Path, new UnsupportedSchemaException(found, known).Message);
        if (found < known)
        {
            throw new DataDirectoryException(
                Path,
                FormattableString.Invariant($"its database has schema version {found}, this program works with {known}: ")
                    + "start the host on this directory once to upgrade it.");
        }
    }
}
