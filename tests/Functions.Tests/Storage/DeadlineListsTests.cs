using Azure.Core;
using Azure.Data.Tables;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.AzureTables.RunStore.Lists;
using DurableTeams.Azurite;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Time.Testing;

namespace DurableTeams.Functions.Tests.Storage;

/// <summary>Lists by deadline where an earlier version wrote, and what a page of them costs.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class DeadlineListsTests(AzuriteFixture azurite)
{
    private readonly string _prefix = "T" + Guid.NewGuid().ToString("N");
    private readonly RequestCounter _asked = new();
    private readonly FakeTimeProvider _time = new();

    [AzuriteFact]
    public async Task ListByDeadline_OfAnEarlierVersion_IsMadeAtTheFirstReadAndAtAReadOfEachHour()
    {
        var store = Open();
        await AskAsync(store, "r1", 20);
        await AskAsync(store, "r2", 10);
        await RemoveRowsAsync("r1");
        await RemoveRowsAsync("r2");

        Assert.Equal(["r2.1-1-0", "r1.1-1-0"], await ListAsync(store));
        Assert.Equal(["r2.1-1-0", "r1.1-1-0"], await ListAsync(store, TestRun.Team));

        await RemoveRowsAsync("r2");
        Assert.Equal(["r1.1-1-0"], await ListAsync(store));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["r2.1-1-0", "r1.1-1-0"], await ListAsync(store));
    }

    [AzuriteFact]
    public async Task ListByDeadline_APageOfMany_ReadsThatPageAlone()
    {
        var store = Open();
        foreach (var i in Enumerable.Range(0, 12)) await AskAsync(store, "r" + i, 10 + i);
        Assert.Equal(12, (await ListAsync(store)).Count);
        _asked.Clear();

        var page = await store.ListRequirementsAsync(new RequirementQuery(Limit: 2) { Order = RequirementOrder.Deadline });

        Assert.Equal(["r0.1-1-0", "r1.1-1-0"], page.Items.Select(item => item.RequirementId));
        // One query to each partition, and the requirements of the page with one more.
        Assert.Equal(IndexKeys.AllPartitions.Count() + 3, _asked.Seen.Count);
    }

    private static async Task AskAsync(TableRunStore store, string run, int deadline)
    {
        await store.CreateRunAsync(TestRun.Of(run), null);
        await store.CommitAsync(TestChange.To(run) with
        {
            Started = [TestMemberRun.Of(run, 0), TestMemberRun.Of(run, 1, parent: 0)],
            Requirements = [TestRequirement.Of(run, 1) with { ExpiresAt = TestTime.At(deadline) }],
        });
    }

    private static async Task<List<string>> ListAsync(TableRunStore store, string? team = null) =>
        [.. (await store.ListRequirementsAsync(new RequirementQuery(TeamId: team) { Order = RequirementOrder.Deadline }))
            .Items.Select(item => item.RequirementId)];

    private async Task RemoveRowsAsync(string run)
    {
        var table = new TableServiceClient(azurite.Server.ConnectionString).GetTableClient(_prefix + "Index");
        var partition = IndexKeys.PartitionOf(run);
        await foreach (var row in table.QueryAsync<TableEntity>(
            $"PartitionKey eq '{partition}' and RowKey ge 'qe' and RowKey lt 'qf'"))
        {
            if (row.GetString("Run") == run) await table.DeleteEntityAsync(row);
        }
    }

    private TableRunStore Open() => new(new TableRunStoreOptions
    {
        ConnectionString = azurite.Server.ConnectionString,
        TablePrefix = _prefix,
        Time = _time,
        Configure = options => options.AddPolicy(_asked, HttpPipelinePosition.PerRetry),
    });
}
