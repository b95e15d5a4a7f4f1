using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Storage;

/// <summary>
/// What is done for every run costs the same however long its session is: counted in steps of SQLite's machine.
/// </summary>
public sealed class ReadCostTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("durableteams-cost-").FullName;
    private EmbeddedDatabase _database = null!;
    private SqliteRunStore _store = null!;
    private int _runs;

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
    public async Task CreateRun_HundredthOfASession_CostsWhatTheFifthDid()
    {
        await RunsAsync(2);
        var fifth = await StepsAsync(() => CreateAsync());
        await RunsAsync(93);

        Assert.Equal(fifth, await StepsAsync(() => CreateAsync()));
        Assert.Equal(100, (await _store.FindSessionAsync("s"))!.RunIds.Count);
    }

    [Fact]
    public async Task WhatEveryRunDoes_InALongSession_CostsWhatItDidInAShortOne()
    {
        await RunsAsync(5);
        var patch = await StepsAsync(PatchAsync);
        var state = await StepsAsync(() => _store.FindSessionStateAsync("s"));
        var one = await StepsAsync(() => _store.ListSessionTurnsAsync("s", [TestRun.Team], 3));
        var several = await StepsAsync(() => _store.ListSessionTurnsAsync("s", [TestRun.Team, "writer", "unknown"], 3));
        var all = await StepsAsync(() => _store.ListSessionTurnsAsync("s", null, 3));
        await RunsAsync(95);

        Assert.Equal(state, await StepsAsync(() => _store.FindSessionStateAsync("s")));
        Assert.Equal(one, await StepsAsync(() => _store.ListSessionTurnsAsync("s", [TestRun.Team], 3)));
        Assert.Equal(several, await StepsAsync(() => _store.ListSessionTurnsAsync("s", [TestRun.Team, "writer", "unknown"], 3)));
        Assert.Equal(all, await StepsAsync(() => _store.ListSessionTurnsAsync("s", null, 3)));
        Assert.Equal(patch, await StepsAsync(PatchAsync));
    }

    [Fact]
    public async Task FindSession_ThatShowsAllItsRuns_IsCounted()
    {
        await RunsAsync(5);
        var few = await StepsAsync(() => _store.FindSessionAsync("s"));
        await RunsAsync(95);

        Assert.True(await StepsAsync(() => _store.FindSessionAsync("s")) > few + 95);
    }

    [Fact]
    public async Task ListRequirements_TenThousandPending_CostsWhatAHundredDid()
    {
        RequirementQuery[] queries =
        [
            new(RequirementStatus.Pending, Limit: 20), new(RequirementStatus.Pending, TestRun.Team, Limit: 20),
            new(RequirementStatus.Pending, MemberId: TestMemberRun.Member, Limit: 20), new(RunId: "r5", Limit: 20),
            new(Limit: 20) { Order = RequirementOrder.Deadline },
            new(TeamId: TestRun.Team, Limit: 20) { Order = RequirementOrder.Deadline },
        ];
        await AskAsync(0, 100);
        var few = await CostsAsync();
        await AskAsync(100, 10_000);

        Assert.Equal(few, await CostsAsync());
        Assert.Equal(10_000, (await _store.CountPendingAsync())[TestRun.Team]);

        async Task<long[]> CostsAsync()
        {
            var costs = new List<long>();
            foreach (var query in queries) costs.Add(await StepsAsync(() => _store.ListRequirementsAsync(query)));
            return [.. costs];
        }
    }

    [Fact]
    public async Task SearchRuns_ThatFindsNothing_LooksAtABoundedNumberOfRunsAPage()
    {
        await CreateManyAsync(RunQuery.MaxLooked + 5);
        var search = new RunQuery(Limit: 5) { Text = "nowhere" };

        var first = await _store.ListRunSummariesAsync(search);
        Assert.Empty(first.Items);
        Assert.NotNull(first.Cursor);
        var second = await _store.ListRunSummariesAsync(search with { Cursor = first.Cursor });
        Assert.Null(second.Cursor);

        // The oldest are found by their time, without a look at the newer ones.
        var oldest = search with { Text = null, CreatedBefore = TestTime.At(2) };
        Assert.Equal(["r1", "r0"], (await _store.ListRunSummariesAsync(oldest)).Items.Select(item => item.Run.RunId));
        var none = search with { CreatedAfter = TestTime.At(RunQuery.MaxLooked).AddDays(2_000) };
        Assert.Null((await _store.ListRunSummariesAsync(none)).Cursor);
    }

    // A day apart, which is more than clocks are set back.
    private async Task CreateManyAsync(int count)
    {
        foreach (var batch in Enumerable.Range(0, count).Chunk(200))
            await Task.WhenAll(batch.Select(i => _store.CreateRunAsync(
                TestRun.Of("r" + i) with { CreatedAt = TestTime.At(i).AddDays(i > 1 ? i : 0) }, null)));
    }

    private async Task AskAsync(int from, int to)
    {
        foreach (var batch in Enumerable.Range(from, to - from).Chunk(100))
        {
            await Task.WhenAll(batch.Select(i => _store.CreateRunAsync(TestRun.Of("r" + i), null)));
            await Task.WhenAll(batch.Select(i => _store.CommitAsync(
                TestChange.To("r" + i) with { Started = [TestMemberRun.Of("r" + i, 1)], Requirements = [TestRequirement.Of(
                    "r" + i, 1)] })));
        }
    }

    private Task<RunRecord?> CreateAsync() => _store.CreateRunAsync(TestRun.Of("r" + ++_runs, _runs, session: "s"), null);

    private Task PatchAsync() =>
        _store.CommitAsync(TestChange.To("r0") with { StatePatch = JsonText.Parse("""{"a":1}"""), ActiveAgent = "writer" });

    private async Task RunsAsync(int count)
    {
        if (_runs == 0) await _store.CreateRunAsync(TestRun.Of("r0", session: "s"), """{"a":1}""");
        for (var i = 0; i < count; i++)
        {
            await CreateAsync();
            var run = "r" + _runs;
            await _store.CommitAsync(TestChange.To(run) with
            {
                Run = new StatusPatch(RunStatus.Completed),
                SessionTurns = [Turn(run + ".0", TestRun.Team), Turn(run + ".1", "writer"), Turn(run + ".2.1", "editor")],
            });
        }

        SessionTurn Turn(string memberRun, string name) => new("s", "r" + _runs, memberRun, name, "Q", "A", TestTime.At(1));
    }

    // The second time, since the first also fills caches of names.
    private async Task<long> StepsAsync(Func<Task> work)
    {
        await work();
        var before = PreparedStatements.Steps(_database);
        await work();
        return PreparedStatements.Steps(_database) - before;
    }
}
