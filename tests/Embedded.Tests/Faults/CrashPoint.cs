using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>
/// Kills one life at its n-th write point: what is on the disk at that moment is copied to where the next life begins, and
/// from then on the storage of the dead one refuses everything, so that nobody is told anything any more. A reader may see a
/// commit before the write point after it: whoever ends a life in order, because all is done, spares it first.
/// </summary>
internal sealed class CrashPoint(int at, string next)
{
    private const int IoError = 10;
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private bool _dead;
    private bool _spared;
    private int _points;

    /// <summary>Counts, and never crashes.</summary>
    public static CrashPoint None() => new(int.MaxValue, "");

    /// <summary>How many write points there were.</summary>
    public int Points => Volatile.Read(ref _points);

    /// <summary>Where the life to be killed lives.</summary>
    public string Lives { get; set; } = "";

    /// <summary>Where the next life begins.</summary>
    public string Next => next;

    /// <summary>Completes with the crash.</summary>
    public Task Crashed => _crashed.Task;

    public DatabaseOptions Options => new()
    {
        Fault = Pass,
        // Nobody who waits for a dead process is told that it is dead.
        Patience = TimeSpan.FromHours(1),
        FirstRetry = TimeSpan.FromHours(1),
    };

    /// <summary>From now on nothing kills the life; false where it is dead already.</summary>
    public bool Spare()
    {
        lock (_gate)
        {
            _spared = !_dead;
            return _spared;
        }
    }

    /// <summary>Copies what a process that is killed now leaves behind.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var name in new[] { EmbeddedDatabase.FileName, EmbeddedDatabase.FileName + "-wal", DurableStamp.FileOf(
            EmbeddedDatabase.FileName) })
        {
            var file = Path.Combine(from, name);
            if (File.Exists(file)) File.Copy(file, Path.Combine(to, name), overwrite: true);
        }
    }

    private void Pass(WritePoint point)
    {
        lock (_gate)
        {
            if (!_dead)
            {
                if (++_points != at || _spared) return;
                Copy(Lives, next);
                _dead = true;
                _crashed.SetResult();
            }
        }

        throw new SqliteFailureException(IoError, "The process is dead.");
    }
}
