using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>
/// Kills the host as it writes to its SQLite store, at the n-th write from now on: a moment of its work, which comes on every
/// machine, however fast. A change of some rows is many writes to the log of the database.
/// </summary>
internal sealed class KillAtWrite : IDisposable
{
    private readonly IServerUnderTest _host;
    private readonly FileSystemWatcher _log;
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _wrote = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes;

    public KillAtWrite(Stage stage, int write)
    {
        _host = stage.Host;
        _log = new FileSystemWatcher(stage.Folder.Data, "*-wal") { IncludeSubdirectories = true };
        _log.Changed += (_, _) =>
        {
            _wrote.TrySetResult();
            if (Interlocked.Increment(ref _writes) != write) return;
            _host.Kill();
            _killed.TrySetResult();
        };
        _log.EnableRaisingEvents = true;
    }

    /// <summary>How many writes there were so far.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>The host has written, for the first time since.</summary>
    public Task WroteAsync() => Wait.ThatAsync("a write of the host", WithResultAsync(_wrote.Task));

    /// <summary>Waits until the host is killed, or has answered before that and is killed then.</summary>
    public async Task DoneAsync(Task answer)
    {
        await Wait.ThatAsync("a kill or an answer", Task.WhenAny(_killed.Task, answer));
        _log.EnableRaisingEvents = false;
        _host.Kill();
    }

    public void Dispose() => _log.Dispose();

    private static async Task<bool> WithResultAsync(Task task)
    {
        await task;
        return true;
    }
}
