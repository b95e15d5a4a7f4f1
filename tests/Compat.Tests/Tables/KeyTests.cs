using Azure;
using Azure.Data.Tables;
using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class KeyTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [AzuriteTheory]
    [InlineData("it's", "''quoted''")]
    [InlineData("a b", "100% & more=+;,()")]
    [InlineData("Zoë", "ключ 键 🔑")]
    [InlineData("", "empty partition")]
    [InlineData("dots", "..")]
    [InlineData("encoded", "%27%2F%25")]
    public async Task AwkwardKeys_EveryOperation_FindsTheEntity(string partition, string row)
    {
        await CreateAsync();
        var entity = new TableEntity(partition, row) { ["N"] = 1 };
        var tag = (await Table.AddEntityAsync(entity)).Headers.ETag!.Value;
        entity["N"] = 2;
        await Table.UpdateEntityAsync(entity, tag);
        entity["N"] = 3;
        await Table.UpsertEntityAsync(entity, TableUpdateMode.Replace);
        var stored = (await Table.GetEntityAsync<TableEntity>(partition, row)).Value;
        Assert.Equal((partition, row, 3), (stored.PartitionKey, stored.RowKey, stored.GetInt32("N")));

        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey eq {row}");
        Assert.Equal(row, Assert.Single(await AllAsync(Table.QueryAsync<TableEntity>(filter))).RowKey);

        entity["N"] = 4;
        await Table.SubmitTransactionAsync([new(TableTransactionActionType.UpdateMerge, entity)]);
        Assert.Equal(4, (await Table.GetEntityAsync<TableEntity>(partition, row)).Value.GetInt32("N"));
        Assert.Equal(204, (await Table.DeleteEntityAsync(partition, row)).Status);
        Assert.Empty(await AllAsync(Table.QueryAsync<TableEntity>()));
    }

    [AzuriteTheory]
    [InlineData("a/b")]
    [InlineData(@"a\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    public async Task ForbiddenKeys_Add_AreRefusedByTheService(string row)
    {
        await CreateAsync();
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.AddEntityAsync(Entity(row)));
        Assert.Equal(400, failure.Status);
        Assert.Empty(await AllAsync(Table.QueryAsync<TableEntity>()));
    }

    [AzuriteFact]
    public async Task NoKeys_EveryOperation_AreRefusedHere()
    {
        await CreateAsync();
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.AddEntityAsync(new TableEntity("p", null!)));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.UpsertEntityAsync(new TableEntity(null!, "r")));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.GetEntityAsync<TableEntity>("p", null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.DeleteEntityAsync(null!, "r"));
    }
}
