using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Storage;

/// <summary>What only the SQLite store does; the conformance suite has the rest.</summary>
public sealed class SqliteRunStoreTests : RunStoreConformance
{
    private readonly SqliteStore _sqlite;

    public SqliteRunStoreTests()
        : this(new SqliteStore())
    {
    }

    private SqliteRunStoreTests(SqliteStore sqlite)
        : base(sqlite) => _sqlite = sqlite;

    private EmbeddedDatabase Database => _sqlite.Database;

    [Fact]
    public async Task Times_WithTicksAndOffset_KeepTheirInstant()
    {
        var time = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.FromHours(5)).AddTicks(1_234_567);
        await Store.CreateRunAsync(TestRun.Of("r1") with
        {
            CreatedAt = time,
            UpdatedAt = DateTimeOffset.MaxValue,
            CompletedAt = DateTimeOffset.MinValue
        }, null);

        var run = (await Store.FindRunAsync("r1"))!;

        Assert.Equal(
            (time, DateTimeOffset.MaxValue, DateTimeOffset.MinValue), (run.CreatedAt, run.UpdatedAt, run.CompletedAt!.Value));
        Assert.Equal(TimeSpan.Zero, run.CreatedAt.Offset);
    }

    [Fact]
    public void Enums_TheirNumbers_AreStoredAndStay()
    {
        Assert.Equal("Pending Running Paused Completed Failed Cancelled", string.Join(' ', Enum.GetNames<RunStatus>()));
        Assert.Equal(
            "Pending Approved Rejected Cancelled Answered Expired", string.Join(' ', Enum.GetNames<RequirementStatus>()));
        Assert.Equal(
            "Confirmation UserInput ExternalExecution UnknownOutcome", string.Join(' ', Enum.GetNames<RequirementKind>()));
        Assert.Equal("Running Paused Completed Failed Rejected", string.Join(' ', Enum.GetNames<ToolCallStatus>()));
        Assert.All(Enum.GetValues<RunStatus>(), status => Assert.Equal(status.IsFinal(), (int)status >= 3));
    }

    [Fact]
    public async Task Commit_InAScope_TravelsWithIt()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        IReadOnlyList<Action<WriteSession>> units;
        using (var scope = WriteScope.Begin())
        {
            var commit = Store.CommitAsync(
                TestChange.To("r1") with { Events = [TestEvent.Of("a")], Started = [TestMemberRun.Of("r1", 0)] });
            Assert.True(commit.IsCompletedSuccessfully);
            units = scope.Units;
        }

        Assert.Empty(await Store.ListEventsAsync("r1", 0, 10));
        Assert.Single(units);
        for (var twice = 0; twice < 2; twice++)
        {
            await Database.WriteAsync(session =>
            {
                foreach (var unit in units) unit(session);
                return true;
            });
        }

        Assert.Single(await Store.ListEventsAsync("r1", 0, 10));
        Assert.Single(await Store.ListMemberRunsAsync("r1"));
    }

    [Fact]
    public async Task Commit_InAScopeWhoseRunIsDeletedMeanwhile_WritesNothing()
    {
        await Store.CreateRunAsync(TestRun.Of("r1", session: "s", status: RunStatus.Cancelled), null);
        IReadOnlyList<Action<WriteSession>> units;
        using (var scope = WriteScope.Begin())
        {
            await Store.CommitAsync(TestChange.To("r1") with { Messages = [TestMessage.Of("r1", 0, 0, 0)] });
            units = scope.Units;
        }

        await Store.DeleteSessionAsync("s");
        await Database.WriteAsync(session =>
        {
            foreach (var unit in units) unit(session);
            return true;
        });

        Assert.Equal(0, Database.Read(sql => sql.Statement("SELECT count(*) FROM messages").QueryInt64()));
    }

    [Fact]
    public async Task Commit_InAScopeOfATurnRecordedBefore_SaysSoAndTravelsNot()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        await Store.CommitAsync(Turn("First"));
        using var scope = WriteScope.Begin();

        Assert.False(await Store.CommitAsync(Turn("Late")));
        Assert.Empty(scope.Units);
    }

    [Fact]
    public async Task Commit_InAScopeOfATurnRecordedWhileItTravels_WritesNothingOfIt()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        IReadOnlyList<Action<WriteSession>> units;
        using (var scope = WriteScope.Begin())
        {
            Assert.True(await Store.CommitAsync(Turn("Late")));
            units = scope.Units;
        }

        await Store.CommitAsync(Turn("First"));
        await Database.WriteAsync(session =>
        {
            foreach (var unit in units) unit(session);
            return true;
        });

        Assert.Equal("First", Assert.Single(await Store.ListRunMessagesAsync("r1")).Text);
        Assert.Single(await Store.ListEventsAsync("r1", 0, 10));
    }

    private static RunChange Turn(string text) => TestChange.To("r1") with
    {
        UnlessRecorded = new TurnPlace("r1.0", 1),
        Messages = [TestMessage.Of("r1", 0, 1, 0, text)],
        Events = [TestEvent.Of(text)],
    };

    [Fact]
    public async Task TryClaim_InAScope_IsWrittenWhateverBecomesOfIt()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        using (var scope = WriteScope.Begin())
        {
            Assert.True(await Store.TryClaimAsync("r1", "r1.1-1-0:1"));
            Assert.Empty(scope.Units);
        }

        await Database.AbandonAsync();

        Assert.False(await _sqlite.Open().TryClaimAsync("r1", "r1.1-1-0:1"));
    }

    [Fact]
    public async Task Commit_InAScopeWithAForeignId_ThrowsAtOnce()
    {
        using var scope = WriteScope.Begin();

        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(
            TestChange.To("r1") with { Started = [TestMemberRun.Of("r2", 0)] }));
        Assert.Empty(scope.Units);
    }

    [Fact]
    public async Task Pause_RequirementCommittedInTheSameScope_IsSeen()
    {
        await Store.CreateRunAsync(TestRun.Of("r1") with { Status = RunStatus.Running }, null);
        var asked = TestRequirement.Of("r1", 1);
        IReadOnlyList<Action<WriteSession>> units;
        PauseResult result;
        using (var scope = WriteScope.Begin())
        {
            await Store.CommitAsync(TestChange.To("r1") with
            {
                Started = [TestMemberRun.Of("r1", 0), TestMemberRun.Of("r1", 1, parent: 0)],
                Requirements = [asked],
                Events = [TestEvent.Of("a")]
            });
            result = await Store.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(2));
            units = scope.Units;
        }

        await Database.WriteAsync(session =>
        {
            foreach (var unit in units) unit(session);
            return true;
        });

        Assert.Equal(new PauseResult(true, 1), result);
        Assert.Equal(RunStatus.Paused, (await Store.ListMemberRunsAsync("r1"))[1].Status);
        Assert.Equal(
            [TestEvent.Of("a").Type, RunEventTypes.RunPaused], (await Store.ListEventsAsync("r1", 0, 10)).Select(e => e.Type));
    }

    [Fact]
    public async Task Crash_AfterTheCallsReturned_LosesNothing()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        var asked = TestRequirement.Of("r1", 1);
        await Store.CommitAsync(
            TestChange.To("r1") with { Started = [TestMemberRun.Of("r1", 0), TestMemberRun.Of(
                "r1", 1, parent: 0)], Requirements = [asked] });
        await Store.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(2));
        await Store.DecideAsync("r1", [TestDecision.Approve(asked)]);
        await Store.RequestCancelAsync("r1", "enough", TestTime.At(3));
        await Database.AbandonAsync();

        var store = _sqlite.Open();

        Assert.Equal(RequirementStatus.Approved, Assert.Single(await store.ListUndeliveredDecisionsAsync()).Status);
        Assert.Equal("enough", Assert.Single(await store.ListUndeliveredRunsAsync()).CancelReason);
        Assert.Equal(3, (await store.ListEventsAsync("r1", 0, 10)).Count);
    }

    [Fact]
    public async Task Texts_HalfASurrogatePair_IsReplaced()
    {
        await Store.CreateRunAsync(TestRun.Of("r1") with { Input = "a\ud83d", UserId = "\ude00" }, null);

        var run = (await Store.FindRunAsync("r1"))!;

        Assert.Equal(("a\ufffd", "\ufffd"), (run.Input, run.UserId));
    }

    [Fact]
    public async Task WaitForEvent_HoweverItEnds_LeavesNoListener()
    {
        var store = (SqliteRunStore)Store;
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        using var cancellationToken = new CancellationTokenSource();
        var cancelled = Store.WaitForEventAsync("r1", 0, Timeout.InfiniteTimeSpan, cancellationToken.Token);
        var cancelledOfNone = Store.WaitForEventAsync("none", 0, Timeout.InfiniteTimeSpan, cancellationToken.Token);
        var served = Store.WaitForEventAsync("r1", 0, Timeout.InfiniteTimeSpan);
        Assert.Equal(3, store.Listeners);
        await cancellationToken.CancelAsync();
        await Task.WhenAll(cancelled, cancelledOfNone);
        await Store.CommitAsync(TestChange.To("r1") with { Events = [TestEvent.Of("a")] });
        await served;
        await Store.WaitForEventAsync("r1", 1, TimeSpan.Zero);

        Assert.Equal(0, store.Listeners);
    }

    [Fact]
    public async Task Storage_RefusesAndRecovers_NothingIsLostOrDoneTwice()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        var refusals = 2;
        _sqlite.Fault = point =>
        {
            if (point == WritePoint.BeforeCommit && refusals-- > 0) throw new SqliteFailureException(10, "disk I/O error");
        };

        // Refused twice, then written: with no patience the callers are told, so they ask until it works.
        var told = 0;
        for (var done = false; !done;)
        {
            try
            {
                await Store.CommitAsync(TestChange.To("r1") with { Events = [TestEvent.Of("a"), TestEvent.Of("b")] });
                done = true;
            }
            catch (StoreUnavailableException)
            {
                told++;
            }
        }

        Assert.InRange(told, 1, int.MaxValue);
        Assert.Equal([1, 2], (await Store.ListEventsAsync("r1", 0, 10)).Select(e => e.Sequence));
    }

    [Fact]
    public async Task CheckHealth_StorageRefuses_ThrowsUnavailable()
    {
        _sqlite.Fault = point =>
        {
            if (point == WritePoint.BeforeCommit) throw new SqliteFailureException(13, "database or disk is full");
        };

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.CheckHealthAsync());
        _sqlite.Fault = null;
    }
}
