using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Files;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Storage;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Database;

/// <summary>
/// The one SQLite file of a data directory: one writer, which groups commits and flushes each before it acknowledges, and any
/// number of readers. WAL, <c>synchronous=FULL</c>.
/// </summary>
internal sealed partial class EmbeddedDatabase : IAsyncDisposable
{
    /// <summary>The name of the file in the data directory.</summary>
    public const string FileName = "durableteams.db";

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly DataDirectoryLock _directory;
    private readonly ILogger _logger;
    private readonly Checkpointer _checkpointer;
    private readonly CommitMetrics _metrics;
    private readonly DatabaseWriter _writer;
    private readonly ReaderPool _readers;
    private int _closed;

    private EmbeddedDatabase(
        string path, DataDirectoryLock directory, SqliteConnection connection, DurableStamp stamp, DatabaseOptions options,
        ILogger logger)
    {
        Path = path;
        Patience = options.Patience > Moment ? options.Patience : Moment;
        _directory = directory;
        _logger = logger;
        _readers = new ReaderPool(path);
        _metrics = new CommitMetrics(this);
        _checkpointer = new Checkpointer(path, logger);
        _writer = new DatabaseWriter(path, connection, stamp, options, _checkpointer, _metrics, logger);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Why nothing can be written at the moment, or null.</summary>
    public StoreUnavailableException? Unavailable => _writer.Unavailable;

    /// <summary>How long the storage may fail before waiting callers get an exception; never less than a moment.</summary>
    public TimeSpan Patience { get; }

    /// <summary>Commits and units so far.</summary>
    public WriterStatistics Statistics => _writer.Statistics;

    /// <summary>Reads so far.</summary>
    public long Reads => _readers.Reads;

    /// <summary>Opens, or makes, the database of this directory and takes the directory for this process.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process has the directory.</exception>
    /// <exception cref="UnsupportedSchemaException">The file was written by a newer version.</exception>
    /// <exception cref="SqliteFailureException">The file cannot be opened, or is damaged.</exception>
    public static EmbeddedDatabase Open(string dataDirectory, ILoggerFactory loggers, DatabaseOptions options)
    {
        DataDirectory.Prepare(dataDirectory);
        var held = DataDirectoryLock.Acquire(dataDirectory);
        SqliteConnection? connection = null;
        try
        {
            var path = System.IO.Path.Combine(dataDirectory, FileName);
            var stamp = DurableStamp.Read(path);
            connection = SqliteConnection.OpenWriter(path);
            DatabaseFiles.CheckHeader(connection);
            DurableStamp.Check(connection, stamp);
            SchemaMigrator.Migrate(connection, options.Migrations);
            return new EmbeddedDatabase(
                path, held, connection, DurableStamp.Open(path, connection), options, loggers.CreateLogger<EmbeddedDatabase>());
        }
        catch
        {
            // The rest of the log may help whoever looks at the damage.
            connection?.KeepWal();
            connection?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs the work in the writer's next transaction, and completes once that is flushed to the disk. An exception of the work
    /// fails the task and undoes this work alone. The work may run more than once, if the storage fails under it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Writes have been failing for a while; this write may still be found
    /// written.</exception>
    public Task<T> WriteAsync<T>(Func<WriteSession, T> work, CancellationToken cancellationToken = default)
    {
        if (_writer.Unavailable is { } reason) return Task.FromException<T>(reason);
        var unit = new AwaitedUnit<T>(work, cancellationToken);
        return _writer.Add(unit) ? unit.Task : Task.FromException<T>(new ObjectDisposedException(nameof(EmbeddedDatabase)));
    }

    /// <summary>
    /// Queues work that must be written, in order with <see cref="WriteAsync"/>, however often the storage fails first.
    /// <paramref name="committed"/> is called on the writing thread once the work is durable, and must be cheap. An exception
    /// of the work is a defect: the work alone is undone, the exception is logged and passed to <paramref name="failed"/>. With
    /// <paramref name="here"/> the work is written on the calling thread, if the writer is idle.
    /// </summary>
    public void Post(
        Action<WriteSession> work, Action? committed = null, Action<Exception>? failed = null, bool here = false)
    {
        var unit = new PostedUnit(work, committed, failed ?? LogFailure);
        if (here) _writer.WriteOrAdd(unit);
        else _writer.Add(unit);
    }

    /// <summary>Reads what is committed, in one consistent view.</summary>
    /// <exception cref="StoreUnavailableException">The storage cannot be read.</exception>
    public T Read<T>(Func<ReadSession, T> work) => _readers.Read(work);

    /// <summary>Writes what is queued and closes.</summary>
    public ValueTask DisposeAsync() => CloseAsync(abandon: false);

    /// <summary>For tests: closes as a crash would, dropping what is not committed.</summary>
    public ValueTask AbandonAsync() => CloseAsync(abandon: true);

    private async ValueTask CloseAsync(bool abandon)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        await Task.Run(() =>
        {
            _writer.Stop(abandon);
            _metrics.Dispose();
            _checkpointer.Dispose();
            _readers.Dispose();
            // Last: the last connection that closes and can write moves the WAL into the database and deletes it.
            _writer.Dispose();
            _directory.Dispose();
        }).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "A posted write failed and was dropped")]
    private partial void LogFailure(Exception exception);
}
