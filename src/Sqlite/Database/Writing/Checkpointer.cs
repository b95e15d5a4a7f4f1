using DurableTeams.Sqlite.Database.Connections;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>
/// Moves the WAL into the database on a thread of its own, so that commits do not wait for it. The writer moves the little that
/// was written meanwhile, and the WAL starts over. So the WAL keeps its size: overwriting a file costs far less to flush than
/// growing it.
/// </summary>
internal sealed partial class Checkpointer : IDisposable
{
    private const int PagesBetweenCheckpoints = 1_000;
    private const int PagesAfterFailure = 4_000;
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _stop;
    private volatile bool _moved;
    private bool _requested;
    private int _pages;

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
        _pages += writer.TakePagesWritten();
        if (_requested)
        {
            if (_moved) Restart(writer);
        }
        else if (_pages >= PagesBetweenCheckpoints)
        {
            _moved = false;
            _requested = true;
            _wake.Set();
        }
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
            Move(ref connection);
            _moved = true;
        }

        connection?.Dispose();
    }

    // Where even this does not help (a backup reads), it is not tried again soon: the writer must not wait each time.
    private void Restart(SqliteConnection writer)
    {
        _requested = false;
        _pages = PagesBetweenCheckpoints - PagesAfterFailure;
        try
        {
            if (writer.CheckpointAndRestart()) _pages = 0;
        }
        catch (SqliteFailureException failure)
        {
            LogFailure(failure);
        }
    }

    // The WAL holds everything: a later checkpoint moves what this one did not.
    private void Move(ref SqliteConnection? connection)
    {
        try
        {
            connection ??= SqliteConnection.OpenCheckpointer(_path);
            connection.Checkpoint();
        }
        catch (SqliteFailureException failure)
        {
            LogFailure(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A checkpoint failed")]
    private partial void LogFailure(Exception failure);
}
