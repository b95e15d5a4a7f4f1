using Azure.Data.Tables;
using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class QueryTests(AzuriteFixture azurite) : TableTest(azurite)
{
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly DateTimeOffset Moment = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

    [AzuriteFact]
    public async Task Filter_LiteralOfEveryType_FindsTheOne()
    {
        await CreateAsync();
        await Table.AddEntityAsync(Entity(
            "this", ("S", "it's"), ("B", true), ("I", 7), ("L", 1L << 40), ("D", 2.5), ("G", Id), ("T", Moment), ("X", new byte[] { 10, 255 })));
        await Table.AddEntityAsync(Entity(
            "other", ("S", "its"), ("B", false), ("I", 8), ("L", 7L), ("D", 3.5), ("G", Guid.Empty), ("T", Moment.AddMilliseconds(1)), ("X", new byte[] { 1 })));
        string[] filters =
        [
            TableClient.CreateQueryFilter($"S eq {"it's"}"),
            TableClient.CreateQueryFilter($"B eq {true}"),
            TableClient.CreateQueryFilter($"I lt {8}"),
            TableClient.CreateQueryFilter($"L eq {1L << 40}"),
            TableClient.CreateQueryFilter($"D le {2.5}"),
            TableClient.CreateQueryFilter($"G eq {Id}"),
            TableClient.CreateQueryFilter($"T eq {Moment}"),
            TableClient.CreateQueryFilter($"T lt {Moment.UtcDateTime.AddMilliseconds(1)}"),
            TableClient.CreateQueryFilter($"X eq {new byte[] { 10, 255 }}"),
            TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and RowKey ge {"p"} and not (I eq {8})"),
        ];
        foreach (var filter in filters)
        {
            var found = await AllAsync(Table.QueryAsync<TableEntity>(filter));
            Assert.True(found.Count == 1 && found[0].RowKey == "this", $"{filter} found {found.Count}");
        }
    }

    [AzuriteFact]
    public async Task Filter_RangeOfKeys_ComesInOrderOfKeys()
    {
        await CreateAsync();
        foreach (var row in new[] { "b", "a", "d", "c", "B" }) await Table.AddEntityAsync(Entity(row));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and RowKey ge {"a"} and RowKey lt {"d"}");
        Assert.Equal(["a", "b", "c"], (await AllAsync(Table.QueryAsync<TableEntity>(filter))).Select(each => each.RowKey));
    }

    [AzuriteFact]
    public async Task Filter_NotAFilter_Is400()
    {
        await CreateAsync();
        var failure = await Assert.ThrowsAsync<Azure.RequestFailedException>(
            () => AllAsync(Table.QueryAsync<TableEntity>("RowKey equals 'a'")));
        Assert.Equal(400, failure.Status);
    }

    [AzuriteFact]
    public async Task Select_SomeProperties_BringsOnlyThose()
    {
        await CreateAsync();
        await Table.AddEntityAsync(Entity("1", ("A", 1), ("B", 2), ("C", 3)));
        var found = Assert.Single(await AllAsync(Table.QueryAsync<TableEntity>(select: ["RowKey", "B"])));
        Assert.Equal(("1", 2), (found.RowKey, found.GetInt32("B")));
        Assert.False(found.ContainsKey("A"));
        Assert.False(found.ContainsKey("PartitionKey"));
    }

    [AzuriteFact]
    public async Task Query_NoSuchTable_Is404() =>
        await FailsAsync(404, "TableNotFound", () =>
            AllAsync(new TableClient(Server.ConnectionString, "nosuchtable").QueryAsync<TableEntity>()));

    [AzuriteFact]
    public async Task Query_Cancelled_Stops()
    {
        await CreateAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => AllAsync(Table.QueryAsync<TableEntity>(cancellationToken: cancelled.Token)));
    }
}
