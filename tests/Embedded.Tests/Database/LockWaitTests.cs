using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Embedded.Tests.Database;

/// <summary>Two connections to one file: one holds a lock, the other waits for it.</summary>
public sealed class LockWaitTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteConnection _holder;
    private readonly SqliteConnection _waiter;

    public LockWaitTests()
    {
        var path = Path.Combine(_directory.Path, "locks.db");
        _holder = SqliteConnection.OpenWriter(path);
        _holder.Execute("CREATE TABLE numbers (n INTEGER)");
        _waiter = SqliteConnection.OpenWriter(path);
    }

    public void Dispose()
    {
        _waiter.Dispose();
        _holder.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Write_AnotherConnectionWrites_WaitsUntilItHasCommitted()
    {
        _holder.Execute("BEGIN IMMEDIATE; INSERT INTO numbers VALUES (1)");
        var started = new TaskCompletionSource();
        var writing = Task.Run(() =>
        {
            started.SetResult();
            _waiter.Execute("INSERT INTO numbers SELECT count(*) FROM numbers");
        });
        await started.Task.WaitAsync(Patience);
        _holder.Execute("COMMIT");
        await writing.WaitAsync(Patience);
        Assert.Equal(2, _waiter.Statement("SELECT count(*) FROM numbers").QueryInt64());
    }

    [Fact]
    public void Write_LockIsNeverReleased_FailsAfterItsTime()
    {
        _holder.Execute("BEGIN IMMEDIATE");
        Assert.Throws<SqliteFailureException>(() => _waiter.Execute("INSERT INTO numbers VALUES (1)"));
    }

    [Fact]
    public void CheckpointAndRestart_ReaderInTheWay_GivesUpAndWaitsAsBeforeAfterwards()
    {
        _holder.Execute("BEGIN; SELECT * FROM numbers");
        _waiter.Execute("INSERT INTO numbers VALUES (1)");
        var before = _waiter.Statement("PRAGMA busy_timeout").QueryInt64();

        Assert.False(_waiter.CheckpointAndRestart());

        Assert.Equal(1_000, before);
        Assert.Equal(before, _waiter.Statement("PRAGMA busy_timeout").QueryInt64());
    }
}
