using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Files;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Database;

public sealed class EmbeddedDatabaseTests : IDisposable
{
    private const int DiskFull = 13;
    private static readonly Migration NumbersKnown = new("test", "CREATE TABLE numbers (n INTEGER PRIMARY KEY, t TEXT)");
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task WriteAsync_ReturnsValue_VisibleToReaders()
    {
        await using var database = Open();
        var changed = await database.WriteAsync(s => s.Statement("INSERT INTO numbers VALUES (?1, ?2)").Execute(1, "één"));
        Assert.Equal(1, changed);
        Assert.Equal("één", database.Read(s => s.Statement("SELECT t FROM numbers WHERE n = ?1").QueryText(1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public async Task WriteAsync_Text_IsBoundAsText(string text)
    {
        await using var database = Open();
        await database.WriteAsync(s => s.Statement("INSERT INTO numbers VALUES (?1, ?2)").Execute(1, text));
        await database.WriteAsync(s => s.Statement("INSERT INTO numbers VALUES (?1, ?2)")
            .Execute(2, SqlValue.Utf8(System.Text.Encoding.UTF8.GetBytes(text))));
        Assert.Equal(2, database.Read(s => s.Statement("SELECT count(*) FROM numbers WHERE t = ?1").QueryInt64(text)));
    }

    [Fact]
    public async Task WriteAsync_WorkThrows_OnlyThatUnitIsRolledBack()
    {
        await using var database = Open();
        var first = database.WriteAsync(s => Insert(s, 1));
        var second = database.WriteAsync<int>(s =>
        {
            Insert(s, 2);
            throw new InvalidOperationException("no");
        });
        var duplicate = database.WriteAsync(s => Insert(s, 1));
        var third = database.WriteAsync(s => Insert(s, 3));
        await first;
        await third;
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        await Assert.ThrowsAsync<SqliteFailureException>(() => duplicate);
        Assert.Equal([1, 3], Numbers(database));
    }

    [Fact]
    public async Task Post_KeepsOrderWithWriteAsync_CallsBackAfterCommit()
    {
        await using var database = Open();
        var seen = new TaskCompletionSource<bool>();
        database.Post(s => Insert(s, 1), () => seen.SetResult(Numbers(database).Contains(1)));
        var count = await database.WriteAsync(s => s.Statement("SELECT count(*) FROM numbers").QueryInt64());
        Assert.Equal(1, count);
        Assert.True(await seen.Task);
    }

    [Fact]
    public async Task OnCommitted_UnitRolledBack_IsNotCalled()
    {
        await using var database = Open();
        var called = 0;
        var failing = database.WriteAsync<int>(s =>
        {
            s.OnCommitted(() => called++);
            throw new InvalidOperationException();
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await database.WriteAsync(s =>
        {
            s.OnCommitted(() => called += 10);
            return 0;
        });
        Assert.Equal(10, called);
    }

    [Fact]
    public async Task Writer_DiskFullForAWhile_KeepsTheGroupAndWritesItLater()
    {
        var failures = 3;
        await using var database = Open(new()
        {
            Fault = point =>
            {
                if (point == WritePoint.BeforeCommit && failures-- > 0) throw new SqliteFailureException(DiskFull, "full");
            },
        });
        await database.WriteAsync(s => Insert(s, 1));
        Assert.Null(database.Unavailable);
        Assert.Equal([1], Numbers(database));
    }

    [Theory]
    [InlineData(DiskFull, false)]
    [InlineData(DiskFull, true)]
    [InlineData(10, false)]
    [InlineData(10, true)]
    public async Task Writer_CommitFailsButIsDurable_IsAcknowledgedAndNotWrittenAgain(int code, bool here)
    {
        var (failures, ran) = (0, 0);
        await using var database = Open(new()
        {
            FirstRetry = TimeSpan.FromMilliseconds(1),
            Fault = point =>
            {
                if (point == WritePoint.AfterCommit && failures++ == 0)
                    throw new SqliteFailureException(code, "reported, but committed");
            },
        });
        var committed = new TaskCompletionSource();
        database.Post(
            s =>
            {
                ran++;
                Insert(s, 1);
            },
            committed.SetResult,
            e => committed.SetException(e),
            here);
        await committed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        // In order: once this is written, nothing of the first is left to be done.
        var next = new TaskCompletionSource();
        database.Post(s => Insert(s, 2), next.SetResult);
        await next.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, ran);
        Assert.Equal([1, 2], Numbers(database));
        Assert.Null(database.Unavailable);
    }

    [Fact]
    public async Task Writer_CommitFailsButIsDurable_UnitThatThrewIsToldSo()
    {
        var failures = 0;
        using var queued = new ManualResetEventSlim();
        await using var database = Open(new()
        {
            FirstRetry = TimeSpan.FromMilliseconds(1),
            Fault = point =>
            {
                if (point == WritePoint.BeforeGroup) queued.Wait();
                if (point == WritePoint.AfterCommit && failures++ == 0)
                    throw new SqliteFailureException(10, "reported, but committed");
            },
        });
        var first = database.WriteAsync(s => Insert(s, 1));
        var duplicate = database.WriteAsync(s => Insert(s, 1));
        queued.Set();
        await first;
        await Assert.ThrowsAsync<SqliteFailureException>(() => duplicate);
        Assert.Equal([1], Numbers(database));
    }

    [Fact]
    public async Task Writer_TroubleLasts_WaitersAreToldPostsAreKept()
    {
        var broken = true;
        await using var database = Open(new()
        {
            Patience = TimeSpan.Zero,
            Fault = point =>
            {
                if (point == WritePoint.BeforeGroup && Volatile.Read(ref broken)) throw new SqliteFailureException(10, "I/O");
            },
        });
        var posted = new TaskCompletionSource();
        database.Post(s => Insert(s, 1), posted.SetResult);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => database.WriteAsync(s => Insert(s, 2)));
        Assert.NotNull(database.Unavailable);
        Volatile.Write(ref broken, false);
        await posted.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal([1], Numbers(database));
    }

    [Fact]
    public async Task Open_DirectoryInUse_NamesTheHolder()
    {
        await using var database = Open();
        var e = Assert.Throws<DataDirectoryInUseException>(Open);
        Assert.Equal(Environment.ProcessId, e.Holder);
    }

    [Fact]
    public async Task Open_NewerSchema_IsRefused()
    {
        await using (Open(new() { Migrations = [GroupNumber.Initial, NumbersKnown, new("test", "CREATE TABLE more (n)")] })) { }
        Assert.Throws<UnsupportedSchemaException>(Open);
        await using var newer = Open(
            new() { Migrations = [GroupNumber.Initial, NumbersKnown, new("test", "CREATE TABLE more (n)")] });
    }

    [Fact]
    public async Task Open_OlderSchema_IsMigratedForward()
    {
        await using (var old = Open()) await old.WriteAsync(s => Insert(s, 7));
        await using var database = Open(
            new() { Migrations = [GroupNumber.Initial, NumbersKnown, new("test", "ALTER TABLE numbers ADD COLUMN extra TEXT")] });
        Assert.Equal([7], Numbers(database));
        await database.WriteAsync(s => s.Statement("UPDATE numbers SET extra = ?1").Execute("x"));
    }

    [Fact]
    public async Task AbandonAsync_DropsWhatIsNotCommitted_KeepsTheRest()
    {
        var database = Open();
        await database.WriteAsync(s => Insert(s, 1));
        await database.AbandonAsync();
        await using var again = Open();
        Assert.Equal([1], Numbers(again));
    }

    [Fact]
    public async Task Writer_ManyUnits_ShareCommits()
    {
        await using var database = Open();
        await Task.WhenAll(Enumerable.Range(1, 3_000).Select(n => database.WriteAsync(s => Insert(s, n))));
        Assert.Equal(3_000, Numbers(database).Count);
        Assert.True(database.Statistics.Commits < 3_000);
    }

    [Fact]
    public async Task Checkpoint_ManyPages_KeepsEverything()
    {
        await using (var database = Open())
        {
            var text = new string('x', 20_000);
            for (var n = 0; n < 3_000; n += 100)
            {
                var from = n;
                await database.WriteAsync(s =>
                {
                    for (var i = from; i < from + 100; i++)
                        s.Statement("INSERT INTO numbers VALUES (?1, ?2)").Execute(i, text);
                    return 0;
                });
            }
        }

        await using var again = Open();
        Assert.Equal(3_000, Numbers(again).Count);
        Assert.Equal("ok", again.Read(s => s.Statement("PRAGMA integrity_check").QueryText()));
    }

    private static int Insert(WriteSession session, int n) =>
        session.Statement("INSERT INTO numbers VALUES (?1, NULL)").Execute(n);

    private static List<long> Numbers(EmbeddedDatabase database) => database.Read(s =>
    {
        var numbers = new List<long>();
        using var rows = s.Statement("SELECT n FROM numbers ORDER BY n").Query();
        while (rows.Read()) numbers.Add(rows.GetInt64(0));
        return numbers;
    });

    private EmbeddedDatabase Open() => Open(new());

    private EmbeddedDatabase Open(DatabaseOptions options) => SqliteDatabase.Open(
        _directory.Path,
        NullLoggerFactory.Instance,
        options.Migrations.Count == 0 ? options with { Migrations = [GroupNumber.Initial, NumbersKnown] } : options);
}
