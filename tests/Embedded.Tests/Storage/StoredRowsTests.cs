using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Storage;

/// <summary>What stands in the rows: nothing twice, and nothing left behind.</summary>
public sealed class StoredRowsTests : IAsyncLifetime
{
    private static readonly string Long = new('x', 500);
    private readonly string _directory = Directory.CreateTempSubdirectory("durableteams-rows-").FullName;
    private EmbeddedDatabase _database = null!;
    private SqliteRunStore _store = null!;

    public Task InitializeAsync()
    {
        _database = SqliteDatabase.Open(_directory, NullLoggerFactory.Instance);
        _store = new SqliteRunStore(_database, new ExportedFeed());
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Positions_NotBelowAnother_AreNumbers()
    {
        await WriteAsync();

        Assert.Equal(["integer 0", "integer 1", "text 1/1", "text 1/:"], Column(
            "SELECT typeof(agent) || ' ' || agent FROM member_runs ORDER BY id"));
        Assert.Equal(["integer 0", "integer 1", "text 1/1"], Column(
            "SELECT typeof(parent) || ' ' || parent FROM member_runs WHERE parent NOT NULL ORDER BY id"));
    }

    [Fact]
    public async Task Briefs_OfACallAlone_TakeNoColumn()
    {
        await WriteAsync();

        Assert.Equal(
            ["""{"step":"vote","show":["1.1","=r9.1"]}"""], Column("SELECT brief FROM member_runs WHERE brief NOT NULL"));
    }

    [Fact]
    public async Task Parts_OfAMessage_AreReferences()
    {
        await WriteAsync();

        Assert.Equal(["""["A","1.1",null,"B","=r9.1","Late"]"""], Column("SELECT parts FROM messages WHERE parts NOT NULL"));
    }

    [Fact]
    public async Task Output_OfTheMemberRunThatAnswersForTheRun_StandsOnce()
    {
        await WriteAsync();

        await _store.CommitAsync(TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Completed, OutputOf: "r1.1.1") });

        Assert.Equal(Long, (await _store.FindRunAsync("r1"))!.Output);
        Assert.Equal(["1"], Column("SELECT count(*) FROM texts"));
        Assert.Equal(["integer"], Column("SELECT typeof(output) FROM runs"));
    }

    [Fact]
    public async Task DeleteSession_WithEverything_LeavesNoRowAndNoFinding()
    {
        await WriteAsync();
        await _store.CommitAsync(TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Completed, OutputOf: "r1.1.1") });
        Assert.Empty(DatabaseMaintenance.Check(_database.Path));
        Assert.All(Counts(), count => Assert.True(count.Rows > 0, count.Table));

        await _store.DeleteSessionAsync("session-of-r1");

        Assert.All(Counts(), count => Assert.True(count.Rows == 0, count.Table));
        Assert.Empty(DatabaseMaintenance.Check(_database.Path));
    }

    private async Task WriteAsync()
    {
        await _store.SaveDefinitionAsync(TestRun.Definition, "{}");
        await _store.CreateRunAsync(TestRun.Of("r1"), null);
        await _store.TryClaimAsync("r1", "r1.1.1-1-0:1");
        await _store.CommitAsync(TestChange.To("r1") with
        {
            Started =
            [
                TestMemberRun.At("r1", "0"),
                TestMemberRun.At("r1", "1", "0"),
                TestMemberRun.At("r1", "1.1", "1"),
                TestMemberRun.At("r1", "1.10", "1.1") with
                {
                    Brief = new Brief { Step = new AgentStep("vote"), Show = ["r1.1.1", "r9.1"] }
                },
            ],
            Members = [new MemberRunPatch("r1.1.1", RunStatus.Completed, Long)],
            Messages =
            [
                TestMessage.Of("r1", 1, 1, 0) with
                {
                    Parts = [new MessagePart("A", "r1.1.1"), new MessagePart("B", "r9.1", "Late")]
                }
            ],
            Requirements = [TestRequirement.At("r1", "1.10")],
            Events = [TestEvent.Of("k")],
            Work = [TestWork.Of("r1", 1)],
            SessionTurns = [new SessionTurn("session-of-r1", "r1", "r1.1.1", TestRun.Team, "Q", Long, TestTime.At(1))],
        });
    }

    private (string Table, long Rows)[] Counts() =>
    [
        .. Column("SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'run' WHERE m.type = 'table'")
            .Append("runs")
                .Append("sessions").Select(table => (table, long.Parse(
                    Column($"SELECT count(*) FROM {table}")[0], System.Globalization.CultureInfo.InvariantCulture))),
    ];

    private List<string> Column(string sql) => _database.Read(session => session.Statement(sql).List(rows => rows.Text(0)));

    /// <summary>Traces are exported, so that the store keeps how far.</summary>
    private sealed class ExportedFeed : IRunFeed
    {
        public bool KeepsCursors => true;

        public void Committed(string runId, long after, long last, bool ended)
        {
        }

        public void Orphaned(RunChange change)
        {
        }
    }
}
