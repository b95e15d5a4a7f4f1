using System.Diagnostics;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Storage;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>
/// The one thread that writes. All that was queued during the flush of a commit goes into the next transaction, so that under
/// load one flush pays for many units. While the writer is idle, a caller may write a single unit on its own thread, which
/// saves waking the writer. A group that the storage refuses is kept and tried again, unless it turns out to be durable.
/// </summary>
internal sealed partial class DatabaseWriter : IDisposable
{
    private readonly SingleConsumerQueue<WriteUnit> _queue = new();
    private readonly string _path;
    private readonly DurableStamp _stamp;
    private readonly DatabaseOptions _options;
    private readonly Checkpointer _checkpointer;
    private readonly CommitMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new();
    private SqliteConnection? _connection;
    private WriteAttempt? _doubtful;
    private long _number;
    private volatile StoreUnavailableException? _unavailable;
    private long _commits;
    private long _units;
    private long _commitTicks;

    public DatabaseWriter(
        string path, SqliteConnection connection, DurableStamp stamp, DatabaseOptions options, Checkpointer checkpointer,
        CommitMetrics metrics, ILogger logger)
    {
        _path = path;
        _connection = connection;
        _stamp = stamp;
        _number = GroupNumber.Read(connection);
        _options = options;
        _checkpointer = checkpointer;
        _metrics = metrics;
        _logger = logger;
        _thread = new Thread(Loop) { IsBackground = true, Name = "durableteams-writer" };
        _thread.Start();
    }

    /// <summary>Why nothing can be written at the moment, or null.</summary>
    public StoreUnavailableException? Unavailable => _unavailable;

    /// <summary>The counters so far.</summary>
    public WriterStatistics Statistics => new(
        Interlocked.Read(ref _commits), Interlocked.Read(ref _units), new TimeSpan(Interlocked.Read(ref _commitTicks)));

    /// <summary>Queues a unit; false once the writer is stopping.</summary>
    public bool Add(WriteUnit unit) => _queue.Add(unit);

    /// <summary>
    /// Writes a unit on the calling thread if the writer is idle and its queue empty; otherwise, and if the storage refuses the
    /// unit, queues it. False once the writer is stopping.
    /// </summary>
    public bool WriteOrAdd(WriteUnit unit)
    {
        if (_unavailable is not null || _stop.IsSet || !_queue.TryBecomeConsumer()) return Add(unit);
        WriteUnit? unfinished = unit;
        try
        {
            WriteGroup([unit]);
            unfinished = null;
        }
        catch (SqliteFailureException failure)
        {
            Recover(failure);
        }
        finally
        {
            _queue.GiveBack(unfinished);
        }

        return true;
    }

    /// <summary>Writes what is queued and ends; with <paramref name="abandon"/>, drops the queue as a crash would.</summary>
    public void Stop(bool abandon)
    {
        if (abandon) _stop.Set();
        _queue.Close();
        // Failing storage must not hold up the end of the process for ever.
        if (!_thread.Join(TimeSpan.FromSeconds(30)))
        {
            _stop.Set();
            _thread.Join();
        }

        if (abandon) _connection?.KeepWal();

    }

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        _connection?.Dispose();
        _stamp.Dispose();
        _stop.Dispose();
    }

    private void Loop()
    {
        var units = new List<WriteUnit>();
        while (!_stop.IsSet && _queue.Take(ref units))
        {
            WriteUntilDone(units);
        }

        var stopped = new ObjectDisposedException(nameof(EmbeddedDatabase));
        do
        {
            foreach (var unit in units)
            {
                if (unit.CanBeRefused) unit.Failed(stopped);
            }
        }
        while (_queue.TryTake(ref units));
    }

    private void WriteUntilDone(List<WriteUnit> group)
    {
        var late = new List<WriteUnit>();
        group.RemoveAll(unit => unit.IsCanceled);
        var since = 0L;
        var pause = _options.FirstRetry;
        // Once all callers that wait have an answer, the loop goes on only to see when the storage works again.
        while (group.Count > 0 || _unavailable is not null)
        {
            try
            {
                WriteGroup(group);
                return;
            }
            catch (SqliteFailureException failure)
            {
                if (since == 0) since = Stopwatch.GetTimestamp();
                Recover(failure);
            }

            if (_stop.Wait(pause)) return;
            pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 2, 1_000));
            if (_queue.TryTake(ref late)) group.AddRange(late);
            if (Stopwatch.GetElapsedTime(since) >= _options.Patience) Refuse(group);
        }
    }

    private void WriteGroup(List<WriteUnit> group)
    {
        _options.Fault?.Invoke(WritePoint.BeforeGroup);
        var connection = _connection ??= SqliteConnection.OpenWriter(_path);
        Settle(connection, group);
        var attempt = new WriteAttempt(++_number, group.ToArray(), new WriteSession(connection));
        connection.Statement("BEGIN IMMEDIATE").Execute();
        foreach (var unit in group) Run(connection, attempt, unit);
        GroupNumber.Write(connection, attempt.Number);
        _options.Fault?.Invoke(WritePoint.BeforeCommit);
        _doubtful = attempt;
        var start = Stopwatch.GetTimestamp();
        connection.Statement("COMMIT").Execute();
        var took = Stopwatch.GetElapsedTime(start);
        Interlocked.Add(ref _commitTicks, took.Ticks);
        _metrics.Committed(took);
        _options.Fault?.Invoke(WritePoint.AfterCommit);
        _doubtful = null;
        if (_unavailable is not null) LogWorks();
        _unavailable = null;
        Acknowledge(attempt);
        _checkpointer.PagesWritten(connection);
    }

    private void Run(SqliteConnection connection, WriteAttempt attempt, WriteUnit unit)
    {
        var mark = attempt.Session.Mark;
        connection.Statement("SAVEPOINT unit").Execute();
        try
        {
            unit.Run(attempt.Session);
            _options.Fault?.Invoke(WritePoint.AfterUnit);
        }
        // An exception of a unit belongs to its caller; only a failure of the storage concerns the whole group.
        catch (Exception e) when (e is not SqliteFailureException { IsStorageTrouble: true })
        {
            attempt.Session.RollBackTo(mark);
            connection.Statement("ROLLBACK TO unit").Execute();
            attempt.Fail(unit, e);
        }

        connection.Statement("RELEASE unit").Execute();
    }

    // A group whose commit failed may be durable: it is then acknowledged, not written again.
    private void Settle(SqliteConnection connection, List<WriteUnit> group)
    {
        if (_doubtful is not { } attempt) return;
        var isDurable = GroupNumber.Read(connection) == attempt.Number;
        _doubtful = null;
        if (!isDurable) return;
        group.RemoveAll(attempt.Units.Contains);
        Acknowledge(attempt);
    }

    private void Acknowledge(WriteAttempt attempt)
    {
        _stamp.Write(attempt.Number);
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _units, attempt.Units.Count);
        attempt.Acknowledge(Guarded);
    }

    // A callback that throws must not make a durable group look like one to be written again.
    private void Guarded(Action callback)
    {
        try
        {
            callback();
        }
        catch (Exception e)
        {
            LogCallback(e);
        }
    }

    private void Recover(SqliteFailureException failure)
    {
        if (_unavailable is null) LogRefused(failure);
        _unavailable = new StoreUnavailableException($"The storage refuses writes: {failure.Message}", failure);
        try
        {
            if (_connection is { IsAutocommit: false }) _connection.Execute("ROLLBACK");
            if (!failure.NeedsReopen) return;
        }
        catch (SqliteFailureException)
        {
            // A connection that cannot even roll back is opened again too; closing it rolls back.
        }

        _connection?.Dispose();
        _connection = null;
    }

    private void Refuse(List<WriteUnit> group)
    {
        var reason = _unavailable!;
        foreach (var unit in group)
        {
            if (unit.CanBeRefused) unit.Failed(reason);
        }

        group.RemoveAll(unit => unit.CanBeRefused);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The storage works again")]
    private partial void LogWorks();

    [LoggerMessage(Level = LogLevel.Critical, Message = "A callback after a commit failed")]
    private partial void LogCallback(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The storage refuses writes; they are kept and tried again")]
    private partial void LogRefused(Exception failure);
}
