using Azure.Core;
using Azure.Data.Tables;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.AzureTables.RunStore.Lists;
using DurableTeams.Azurite;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Functions.Tests.Storage;

/// <summary>The rows of runs that completed on the lists of open ones: when they go, and what that costs.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class OpenListsTests(AzuriteFixture azurite)
{
    private readonly string _prefix = "T" + Guid.NewGuid().ToString("N");
    private readonly RequestCounter _asked = new();

    [AzuriteFact]
    public async Task Complete_OneTransaction_ShowsTheRunOnTheListsItIsOn()
    {
        var store = Open();
        await store.CreateRunAsync(TestRun.Of("r1"), null);
        await store.CommitAsync(TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Running) });
        Assert.Empty((await store.ListRunsAsync(new RunQuery(RunStatus.Completed))).Items);
        _asked.Clear();

        await store.CommitAsync(TestChange.To("r1", 2) with { Run = new StatusPatch(RunStatus.Completed) });

        Assert.Single(_asked.Seen);
        Assert.Single((await store.ListRunsAsync(new RunQuery(RunStatus.Completed))).Items);
        Assert.Empty((await store.ListRunsAsync(new RunQuery(RunStatus.Running, TestRun.Team))).Items);
        Assert.Empty((await store.ListRunsAsync(new RunQuery(RunStatus.Failed))).Items);
    }

    [AzuriteFact]
    public async Task ListCompleted_RunsThatWaitForPeople_AreNotLookedAtUntilTheyComplete()
    {
        var store = Open();
        var asked = TestRequirement.Of("r1", 1);
        await store.CreateRunAsync(TestRun.Of("r1"), null);
        await store.CommitAsync(TestChange.To("r1") with
        {
            Run = new StatusPatch(RunStatus.Running),
            Started = [TestMemberRun.Of("r1", 0), TestMemberRun.Of("r1", 1, parent: 0)],
            Requirements = [asked]
        });
        Assert.Equal(new PauseResult(true, 1), await store.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(3)));
        _asked.Clear();

        Assert.Empty((await store.ListRunsAsync(new RunQuery(RunStatus.Completed))).Items);

        // One query to each partition, and no look at the run.
        Assert.Equal(IndexKeys.AllPartitions.Count(), _asked.Seen.Count);
        await store.DecideAsync("r1", [TestDecision.Approve(asked)]);
        await store.CommitAsync(TestChange.To("r1", 12) with { Run = new StatusPatch(RunStatus.Completed) });
        Assert.Single((await Open().ListRunsAsync(new RunQuery(RunStatus.Completed))).Items);
        Assert.Single((await Open().ListRunsAsync(new RunQuery(RunStatus.Completed, TestRun.Team))).Items);
    }

    [AzuriteFact]
    public async Task Create_AfterRunsThatCompleted_RemovesTheirRowsInItsOwnTransaction()
    {
        var store = Open();
        await CompleteAsync(store, "r1");
        Assert.Equal(3, await OpenRowsAsync("r1"));
        _asked.Clear();

        await store.CreateRunAsync(TestRun.Of(InThePartitionOf("r1"), second: 9), null);

        Assert.Equal(3, _asked.Seen.Count);
        Assert.Equal(0, await OpenRowsAsync("r1"));
        Assert.Single((await store.ListRunsAsync(new RunQuery(RunStatus.Pending))).Items);
    }

    [AzuriteFact]
    public async Task Create_RowThatSomebodyRemovedBefore_IsNotInTheWay()
    {
        var store = Open();
        await CompleteAsync(store, "r1");
        Assert.Empty((await Open().ListRunsAsync(new RunQuery(RunStatus.Running))).Items);
        Assert.Equal(0, await OpenRowsAsync("r1"));

        await store.CreateRunAsync(TestRun.Of(InThePartitionOf("r1"), second: 9), null);

        Assert.Single((await store.ListRunsAsync(new RunQuery(RunStatus.Pending))).Items);
        Assert.Single((await store.ListUndeliveredRunsAsync()));
    }

    [AzuriteFact]
    public async Task ListUndelivered_RowsThatWait_RemovesThem()
    {
        var store = Open();
        await CompleteAsync(store, "r1");
        await CompleteAsync(store, "r2");

        Assert.Empty(await store.ListUndeliveredRunsAsync());

        Assert.Equal((0, 0), (await OpenRowsAsync("r1"), await OpenRowsAsync("r2")));
    }

    [AzuriteFact]
    public async Task ListRuns_RowsThatAProcessLeftBehind_RemovesThem()
    {
        await CompleteAsync(Open(), "r1");

        Assert.Empty((await Open().ListRunsAsync(new RunQuery(RunStatus.Running))).Items);

        Assert.Equal(0, await OpenRowsAsync("r1"));
        Assert.Single((await Open().ListRunsAsync(new RunQuery(RunStatus.Completed))).Items);
    }

    [AzuriteFact]
    public async Task Create_SameRunAfterItWasDeleted_IsOnTheListsOfOpenRuns()
    {
        var store = Open();
        await CompleteAsync(store, "r1");
        await store.DeleteSessionAsync("session-of-r1");

        await store.CreateRunAsync(TestRun.Of("r1"), null);
        await store.CreateRunAsync(TestRun.Of(InThePartitionOf("r1"), second: 9), null);

        Assert.Equal(2, (await store.ListRunsAsync(new RunQuery(RunStatus.Pending, TestRun.Team))).Items.Count);
        Assert.Equal(2, (await store.ListUndeliveredRunsAsync()).Count);
    }

    [AzuriteFact]
    public async Task Complete_ManyRunsAndNoneCreated_RemovesTheirRowsNowAndThen()
    {
        var (creator, worker) = (Open(), Open());
        string[] ids =
        [
            .. Enumerable.Range(0, 200).Select(i => "m" + i).Where(id => IndexKeys.PartitionOf(id) == IndexKeys.PartitionOf("m0"))
                .Take(31)
        ];
        foreach (var id in ids) await creator.CreateRunAsync(TestRun.Of(id), null);
        foreach (var id in ids) await worker.CommitAsync(TestChange.To(id) with { Run = new StatusPatch(RunStatus.Completed) });

        var left = 0;
        foreach (var id in ids) left += await OpenRowsAsync(id);
        Assert.InRange(left, 1, 30);
    }

    private static async Task CompleteAsync(TableRunStore store, string id)
    {
        await store.CreateRunAsync(TestRun.Of(id), null);
        await store.CommitAsync(TestChange.To(id) with { Run = new StatusPatch(RunStatus.Completed) });
    }

    private static string InThePartitionOf(string id) =>
        Enumerable.Range(0, 100).Select(i => "other" + i)
            .First(other => IndexKeys.PartitionOf(other) == IndexKeys.PartitionOf(id));

    private async Task<int> OpenRowsAsync(string id)
    {
        var table = new TableServiceClient(azurite.Server.ConnectionString).GetTableClient(_prefix + "Index");
        var count = 0;
        foreach (var key in IndexKeys.OpenOf(TestRun.Of(id)))
        {
            if ((await table.GetEntityIfExistsAsync<TableEntity>(IndexKeys.PartitionOf(id), key)).HasValue) count++;
        }

        return count;
    }

    private TableRunStore Open() => new(new TableRunStoreOptions
    {
        ConnectionString = azurite.Server.ConnectionString,
        TablePrefix = _prefix,
        Configure = options => options.AddPolicy(_asked, HttpPipelinePosition.PerRetry),
    });
}
