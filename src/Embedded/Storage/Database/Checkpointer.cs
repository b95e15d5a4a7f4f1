using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Storage;

/// <summary>
/// Moves the WAL into the database on a thread of its own, so that commits do not wait for it. Where writes come so fast
/// that it never catches up, the writer does the rest itself and the WAL starts over.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    private const int PagesBetweenCheckpoints = 1_000;
    private const int PagesUntilWriterHelps = 4_000;
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _stop;
    private int _sinceRequested;
    private int _sinceComplete;

    public Checkpointer(string path, ILogger logger)
    {
        _path = path;
        _logger = logger;
        _thread = new Thread(Loop) { IsBackground = true, Name = "durableteams-checkpoint" };
        _thread.Start();
    }

    /// <summary>Called by the writer after each commit.</summary>
    public void PagesWritten(SqliteConnection writer)
    {
        var pages = writer.TakePagesWritten();
        _sinceRequested += pages;
        if (_sinceRequested < PagesBetweenCheckpoints) return;
        _sinceRequested = 0;
        if (Interlocked.Add(ref _sinceComplete, PagesBetweenCheckpoints) >= PagesUntilWriterHelps) Restart(writer);
        else _wake.Set();
    }

    public void Dispose()
    {
        _stop = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Loop()
    {
        SqliteConnection? connection = null;
        while (_wake.WaitOne() && !_stop)
        {
            try
            {
                connection ??= SqliteConnection.OpenCheckpointer(_path);
                Try(connection);
            }
            catch (SqliteFailureException failure)
            {
                _logger.LogWarning(failure, "The checkpoint could not be opened.");
            }
        }

        connection?.Dispose();
    }

    // Readers that overlap keep the WAL from starting over. Where even this cannot help (a backup reads), it is not tried
    // again soon: the writer must not wait each time.
    private void Restart(SqliteConnection writer)
    {
        Interlocked.Exchange(ref _sinceComplete, 0);
        try
        {
            writer.CheckpointAndRestart();
        }
        catch (SqliteFailureException failure)
        {
            _logger.LogWarning(failure, "A checkpoint failed.");
        }
    }

    private void Try(SqliteConnection connection)
    {
        try
        {
            if (connection.Checkpoint()) Interlocked.Exchange(ref _sinceComplete, 0);
        }
        catch (SqliteFailureException failure)
        {
            // The WAL holds everything; a later checkpoint will do.
            _logger.LogWarning(failure, "A checkpoint failed.");
        }
    }
}
