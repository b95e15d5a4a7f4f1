using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Storage;

/// <summary>How far runs are exported, beside them in the database.</summary>
public sealed class TraceCursorTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("durableteams-cursors-").FullName;
    private readonly Recorder _feed = new();
    private EmbeddedDatabase _database = null!;
    private SqliteRunStore _store = null!;
    private SqliteTraceCursors _cursors = null!;

    public Task InitializeAsync()
    {
        _database = SqliteDatabase.Open(_directory, NullLoggerFactory.Instance);
        _store = new SqliteRunStore(_database, _feed);
        _cursors = new SqliteTraceCursors(_database);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Advance_RunThatGoesOnThenEnds_IsKeptThenForgotten()
    {
        await StartAsync("r1", 2);
        Assert.Equal((1, 2), (First("r1"), _feed.Last));
        await AdvanceAsync("r1", 2);
        Assert.Equal(3, First("r1"));
        await EndAsync("r1");
        Assert.True(_feed.Ended);
        await AdvanceAsync("r1", 2);
        Assert.Equal(3, First("r1"));

        await AdvanceAsync("r1", 3);

        Assert.Null(First("r1"));
    }

    [Fact]
    public async Task Retry_OfARunThatIsAllExported_GoesOnBehindIt()
    {
        await StartAsync("r1", 1);
        await EndAsync("r1", RunStatus.Failed);
        await AdvanceAsync("r1", 2);

        await _store.RetryAsync("r1", [], TestTime.At(9));

        Assert.Equal(3, First("r1"));
    }

    [Fact]
    public async Task Retry_BeforeTheEndIsKeptAsExported_IsNotForgottenWithIt()
    {
        await StartAsync("r1", 1);
        await EndAsync("r1", RunStatus.Failed);
        await _store.RetryAsync("r1", [], TestTime.At(9));

        await AdvanceAsync("r1", 2);

        Assert.Equal(3, First("r1"));
    }

    [Fact]
    public async Task Fork_WithItsPast_BeginsBehindIt()
    {
        await StartAsync("r1", 2);
        var past = new RunChange(
            "r2", TestTime.At(3)) { Started = [TestMemberRun.Of("r2", 0)], Events = [TestEvent.Of("a"), TestEvent.Of("b")] };

        await _store.ForkAsync(TestRun.Of("r2", 3, session: "session-of-r1") with { ForkOf = new ForkOrigin("r1", 2) }, past);

        Assert.Equal(3, First("r2"));
    }

    [Fact]
    public async Task Behind_SomeRunsNotAllExported_ReturnsEachOnceAndAgainWhenRewound()
    {
        foreach (var run in new[] { "r1", "r2", "r3" }) await StartAsync(run, 1);
        await AdvanceAsync("r2", 1);

        Assert.Equal(["r1"], _cursors.NextUnexported(1));
        _cursors.Rewind();
        Assert.Equal(["r3"], _cursors.NextUnexported(5));
        Assert.Equal(["r1", "r3"], _cursors.NextUnexported(5));
        Assert.Empty(_cursors.NextUnexported(5));
    }

    [Fact]
    public async Task Begin_RunsOfATimeWithoutTracing_ThoseThatHaveNotEndedAreTakenIn()
    {
        _store = new SqliteRunStore(_database);
        foreach (var run in new[] { "r1", "r2" }) await StartAsync(run, 1);
        await EndAsync("r2");
        Assert.Null(First("r1"));

        await _cursors.BeginAsync(CancellationToken.None);

        Assert.Equal((1L, null), (First("r1"), First("r2")));
    }

    [Fact]
    public async Task Commit_OfARunThatIsGone_IsToldAsAnOrphan()
    {
        var change = TestChange.To("nobody") with { Events = [TestEvent.Of("m1")] };

        await Assert.ThrowsAsync<KeyNotFoundException>(() => _store.CommitAsync(change));

        Assert.Equal("nobody", Assert.Single(_feed.Orphans).RunId);
    }

    private async Task StartAsync(string run, int events)
    {
        await _store.CreateRunAsync(TestRun.Of(run), null);
        await _store.CommitAsync(TestChange.To(run) with
        {
            Started = [TestMemberRun.Of(run, 0)],
            Events = [.. Enumerable.Range(0, events).Select(i => TestEvent.Of($"e{i}"))]
        });
    }

    private Task<bool> EndAsync(string run, RunStatus status = RunStatus.Completed) =>
        _store.CommitAsync(TestChange.To(run, 5) with
        {
            Events = [new RunEventDraft(
                "end", status == RunStatus.Failed ? RunEventTypes.RunFailed : RunEventTypes.RunCompleted)],
            Run = new StatusPatch(status),
        });

    private Task AdvanceAsync(string run, long last) => _cursors.AdvanceAsync(new Dictionary<string, long> { [run] = last });

    /// <summary>The first event that is due.</summary>
    private long? First(string run) =>
        _cursors.DueEvents(run, new SequenceRanges()) is { } due ? Enumerable.Range(1, 20).First(i => due.Contains(i)) : null;

    private sealed class Recorder : IRunFeed
    {
        public bool KeepsCursors => true;

        public long Last { get; private set; }

        public bool Ended { get; private set; }

        public List<RunChange> Orphans { get; } = [];

        public void Committed(string runId, long after, long last, bool ended) => (Last, Ended) = (last, ended);

        public void Orphaned(RunChange change) => Orphans.Add(change);
    }
}
