using DurableTeams.Embedded.Storage;

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
    public async Task Write_AnotherConnectionWrites_WaitsInSmallSteps()
    {
        _holder.Execute("BEGIN IMMEDIATE");
        var writing = Task.Run(() => _waiter.Execute("INSERT INTO numbers VALUES (1)"));
        // So often within its second it sleeps only in milliseconds.
        Assert.True(SpinWait.SpinUntil(() => _waiter.LockSleeps >= 3 || writing.IsCompleted, Patience));
        Assert.False(writing.IsCompleted);
        _holder.Execute("COMMIT");
        await writing.WaitAsync(Patience);
        Assert.Equal(1, _waiter.Statement("SELECT count(*) FROM numbers").QueryInt64());
    }

    [Fact]
    public void Write_LockIsNeverReleased_FailsAfterItsTime()
    {
        _holder.Execute("BEGIN IMMEDIATE");
        Assert.Throws<SqliteFailureException>(() => _waiter.Execute("INSERT INTO numbers VALUES (1)"));
        Assert.InRange(_waiter.LockSleeps, 1, 1_000);
    }

    [Fact]
    public void CheckpointAndRestart_ReaderInTheWay_GivesUpAndWaitsAsBeforeAfterwards()
    {
        _holder.Execute("BEGIN; SELECT * FROM numbers");
        _waiter.Execute("INSERT INTO numbers VALUES (1)");
        Assert.False(_waiter.CheckpointAndRestart());
        var restarting = _waiter.LockSleeps;
        Assert.InRange(restarting, 1, 50);

        _holder.Execute("COMMIT; BEGIN IMMEDIATE");
        Assert.Throws<SqliteFailureException>(() => _waiter.Execute("INSERT INTO numbers VALUES (2)"));
        Assert.True(_waiter.LockSleeps - restarting > restarting);
    }

    [Fact]
    public void Open_AnyConnection_UsesTheFileSystemThatSleepsShortly() => Assert.Equal(ShortSleeps.Name, ShortSleeps.Default);
}
