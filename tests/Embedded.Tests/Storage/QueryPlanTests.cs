using System.Globalization;
using System.Text.RegularExpressions;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Storage;

/// <summary>Every statement the store prepares, read off its connections, finds its rows by an index.</summary>
public sealed partial class QueryPlanTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("durableteams-plans-").FullName;
    private EmbeddedDatabase _database = null!;
    private SqliteRunStore _store = null!;

    public Task InitializeAsync()
    {
        _database = SqliteDatabase.Open(_directory, NullLoggerFactory.Instance);
        _store = new SqliteRunStore(_database);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Statements_AllOfTheStores_ScanNoTable()
    {
        await UseEverythingAsync();

        var statements = PreparedStatements.Texts(_database);
        var plans = statements.Select(sql => (Sql: sql, Plan: Plan(sql))).ToArray();

        Assert.InRange(statements.Count, 60, 500);
        Assert.All(plans, p => Assert.False(
            p.Sql != RequirementTable.CountQuery && p.Plan.Contains("SCAN", StringComparison.Ordinal), $"{p.Sql}\n=> {p.Plan}"));
    }

    [Theory]
    [InlineData(null, null, null, "INTEGER PRIMARY KEY (rowid<?)")]
    [InlineData(RunStatus.Running, null, null, "runs_status (status=? AND rowid<?)")]
    [InlineData(null, TestRun.Team, null, "runs_team (team=? AND rowid<?)")]
    [InlineData(null, null, "s", "runs_session (session=? AND rowid<?)")]
    [InlineData(RunStatus.Running, TestRun.Team, null, "runs_team_status (team=? AND status=? AND rowid<?)")]
    [InlineData(RunStatus.Running, TestRun.Team, "s", "runs_")]
    public void ListRuns_EachRestriction_WalksItsIndexInOrder(RunStatus? status, string? team, string? session, string index)
    {
        var plan = Plan(RunSummaries.ListQuery(new RunQuery(status, team, session)));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, "INTEGER PRIMARY KEY (rowid<?)")]
    [InlineData("s", "ann", "maxSteps", "runs_session (session=? AND rowid<?)")]
    [InlineData(null, "ann", "maxSteps", "runs_user (user_id=? AND rowid<?)")]
    [InlineData(null, null, "maxSteps", "runs_error (<expr>=? AND rowid<?)")]
    public void SearchRuns_EachRestriction_WalksOneIndexInOrder(string? session, string? user, string? error, string index)
    {
        var plan = Plan(RunScan.WalkQuery(new RunQuery(SessionId: session) { UserId = user, ErrorCode = error }));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, "INTEGER PRIMARY KEY (rowid<?)")]
    [InlineData(RequirementStatus.Pending, null, null, "requirements_status (status=? AND rowid<?)")]
    [InlineData(RequirementStatus.Approved, null, null, "requirements_status (status=? AND rowid<?)")]
    [InlineData(null, TestRun.Team, null, "requirements_team (team=? AND rowid<?)")]
    [InlineData(null, null, TestMemberRun.Member, "requirements_member (member=? AND rowid<?)")]
    [InlineData(RequirementStatus.Pending, TestRun.Team, null, "requirements_team_pending (team=? AND status=? AND rowid<?)")]
    [InlineData(RequirementStatus.Pending, null, TestMemberRun.Member, "requirements_member_pending (member=? AND rowid<?)")]
    public void ListRequirements_EachRestriction_WalksItsIndexInOrder(
        RequirementStatus? status, string? team, string? member, string index)
    {
        var plan = Plan(RequirementTable.ListQuery(new RequirementQuery(status, team, null, member)));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(RequirementStatus.Pending, null)]
    [InlineData(RequirementStatus.Approved, TestMemberRun.Member)]
    public void ListRequirements_OfARun_GoesByTheRun(RequirementStatus? status, string? member)
    {
        var plan = Plan(RequirementTable.ListQuery(new RequirementQuery(status, RunId: "r1", MemberId: member)));

        Assert.Contains("requirements_place (run=?)", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(TestRun.Team, null)]
    [InlineData(TestRun.Team, TestMemberRun.Member)]
    public void ListByDeadline_EachRestriction_WalksTheListInOrder(string? team, string? member)
    {
        var plan = Plan(DeadlineList.ListQuery(new RequirementQuery(TeamId: team, MemberId: member)));

        Assert.Contains("requirements_deadline ((deadline,created", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void CountPending_ByTeam_ReadsTheIndexOfPendingOnesAlone()
    {
        var plan = Plan(RequirementTable.CountQuery);

        Assert.Contains("USING COVERING INDEX requirements_team_pending", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void PendingRequirements_OfARunOrMemberRun_GoByTheRun()
    {
        Assert.Contains("requirements_place (run=?)", Plan(RequirementTable.PendingOfRunQuery), StringComparison.Ordinal);
        Assert.Contains("requirements_place (run=?)", Plan(RequirementTable.OfAgentQuery), StringComparison.Ordinal);
    }

    [Fact]
    public void Undelivered_RunsAndDecisions_GoByTheirSmallIndexes()
    {
        Assert.Contains("runs_cancel", Plan(RunTable.UndeliveredQuery), StringComparison.Ordinal);
        Assert.Contains("runs_status (status=?)", Plan(RunTable.UndeliveredQuery), StringComparison.Ordinal);
        Assert.Contains("requirements_undelivered", Plan(RequirementTable.UndeliveredQuery), StringComparison.Ordinal);
    }

    [Fact]
    public void SessionTurns_OfAnAgentOrAll_WalkTheirIndexInOrder()
    {
        Assert.Contains(
            "session_turns_agent (session=? AND name=?)", Plan(SessionTurnTable.OfAgentQuery), StringComparison.Ordinal);
        Assert.Contains("session_turns_recent (session=?)", Plan(SessionTurnTable.OfAllQuery), StringComparison.Ordinal);
        foreach (var sql in new[] { SessionTurnTable.OfAgentQuery, SessionTurnTable.OfAllQuery })
            Assert.DoesNotContain("TEMP B-TREE", Plan(sql), StringComparison.Ordinal);
    }

    private async Task UseEverythingAsync()
    {
        await _store.SaveDefinitionAsync(TestRun.Definition, "{}");
        await _store.CreateRunAsync(TestRun.Of("r1") with { Input = new string('x', 100) }, "{}");
        await _store.CreateRunAsync(TestRun.Of("r2") with { DefinitionVersion = "unknown", TeamId = "other" }, null);
        var (asked, open) = (TestRequirement.Of("r1", 1), TestRequirement.Of("r1", 1, 1));
        await _store.CommitAsync(TestChange.To("r1") with
        {
            Run = new StatusPatch(RunStatus.Running),
            Started = [TestMemberRun.Of("r1", 0), TestMemberRun.Of("r1", 1, parent: 0), TestMemberRun.Of("r1", 2, parent: 0)],
            Members = [new MemberRunPatch("r1.2", RunStatus.Completed, new string('y', 100), Usage: new Usage(1, 2, 3, 4))],
            Messages = [TestMessage.Of("r1", 0, 0, 0)],
            Requirements = [asked, open],
            Events = [TestEvent.Of("a")],
            SessionTurns = [new SessionTurn("session-of-r1", "r1", "r1.0", TestRun.Team, "x", "y", TestTime.At(1))],
            StatePatch = JsonText.Parse("""{"a":1}"""),
            ActiveAgent = TestMemberRun.Member,
        });
        await _store.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(1));
        await _store.DecideAsync("r1", [TestDecision.Approve(asked)]);
        await _store.CommitAsync(TestChange.To("r1") with { Delivered = [asked.RequirementId], CancelRequirementsOf = ["r1.1"] });
        await _store.CommitAsync(TestChange.To("r1") with
        {
            Escalated = [open.RequirementId],
            Audit = [new AuditDraft(open.RequirementId, "k", AuditActions.Notified)]
        });
        await _store.TryClaimAsync("r1", "r1.1-1-0:1");
        await _store.AppendAuditAsync("r1", [new AuditDraft(asked.RequirementId, null, AuditActions.Viewed)], TestTime.At(1));
        await _store.RequestCancelAsync("r1", null, TestTime.At(1));
        await _store.CheckHealthAsync();
        await ReadEverythingAsync();
        await _store.CommitAsync(TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Failed, OutputOf: "r1.2") });
        await _store.CommitAsync(TestChange.To("r2") with { Run = new StatusPatch(RunStatus.Failed) });
        await _store.RetryAsync("r1", ["r1.1"], TestTime.At(2));
        await _store.DeleteSessionAsync("session-of-r2");
    }

    private async Task ReadEverythingAsync()
    {
        await _store.FindDefinitionAsync(TestRun.Definition);
        await _store.ListMemberRunsAsync("r1");
        await _store.ListMessagesAsync("r1", "r1.0");
        await _store.MeasureConversationAsync("r1", "r1.0");
        await _store.ListRunMessagesAsync("r1");
        await _store.FindMessageAsync("r1", "r1.0", 0, 0);
        await _store.ListEventsAsync("r1", 0, 10);
        await _store.WaitForEventAsync("r1", 0, TimeSpan.Zero);
        await _store.FindRequirementAsync("r1.1-1-0");
        await _store.ListAuditAsync("r1.1-1-0");
        await _store.ListAllAuditAsync(0, 10);
        await _store.CountPendingAsync();
        await _store.ListUndeliveredDecisionsAsync();
        await _store.ListUndeliveredRunsAsync();
        await _store.FindSessionAsync("session-of-r1");
        await _store.ListSessionsAsync(10, null);
        await _store.FindSessionStateAsync("session-of-r1");
        await _store.ListSessionTurnsAsync("session-of-r1", null, 5);
        await _store.ListSessionTurnsAsync("session-of-r1", [TestRun.Team], 5);
        foreach (var search in new RunQuery[]
        {
            new() { Text = "x", CreatedBefore = TestTime.At(9) }, new() { UserId = "ann" }, new() { ErrorCode = "maxSteps" },
            new(SessionId: "s") { CreatedAfter = TestTime.At(0) }, new(RunStatus.Failed, TestRun.Team) { Text = "x" },
        })
            await _store.ListRunsAsync(search);
        for (var i = 0; i < 16; i++)
        {
            var (team, run, member) = ((i & 2) == 0 ? null : TestRun.Team, (i & 4) == 0 ? null : "r1", (i & 8) == 0
                ? null
                : TestMemberRun.Member);
            await _store.ListRunsAsync(new RunQuery((i & 1) == 0 ? null : RunStatus.Failed, team, run));
            await _store.ListRequirementsAsync(
                new RequirementQuery((i & 1) == 0 ? null : RequirementStatus.Pending, team, run, member));
            await _store.ListRequirementsAsync(new RequirementQuery(RequirementStatus.Rejected, team, run, member));
            await _store.ListRequirementsAsync(
                new RequirementQuery(null, team, run, member) { Order = RequirementOrder.Deadline });
        }
    }

    private string Plan(string sql) => _database.Read(session =>
    {
        var values = new SqlValue[Parameter().Matches(sql).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))
            .DefaultIfEmpty().Max()];
        return string.Join('\n', session.Statement("EXPLAIN QUERY PLAN " + sql).List(rows => rows.Text(3), values));
    });

    [GeneratedRegex(@"\?(\d+)")]
    private static partial Regex Parameter();}
