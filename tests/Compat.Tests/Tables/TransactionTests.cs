using Azure;
using Azure.Data.Tables;
using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class TransactionTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [AzuriteFact]
    public async Task EveryAction_InOneTransaction_HappensAndAnswers()
    {
        await CreateAsync();
        foreach (var row in new[] { "merge", "replace", "delete", "upsert" }) await Table.AddEntityAsync(Entity(row, ("Old", 1)));
        var tag = (await StoredAsync("merge")).ETag;
        var answer = await Table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, Entity("add", ("New", "ünï ☃"))),
            new(TableTransactionActionType.UpdateMerge, Entity("merge", ("New", 2)), tag),
            new(TableTransactionActionType.UpdateReplace, Entity("replace", ("New", 3))),
            new(TableTransactionActionType.Delete, Entity("delete")),
            new(TableTransactionActionType.UpsertMerge, Entity("upsert", ("New", 4))),
            new(TableTransactionActionType.UpsertReplace, Entity("fresh", ("New", 5))),
        ]);
        Assert.Equal(202, answer.GetRawResponse().Status);
        Assert.Equal([204, 204, 204, 204, 204, 204], answer.Value.Select(part => part.Status));
        Assert.Equal("ünï ☃", (await StoredAsync("add")).GetString("New"));
        Assert.Equal((await StoredAsync("merge")).ETag, answer.Value[1].Headers.ETag);
        Assert.Equal(1, (await StoredAsync("merge")).GetInt32("Old"));
        Assert.Null((await StoredAsync("replace")).GetInt32("Old"));
        Assert.False((await Table.GetEntityIfExistsAsync<TableEntity>("p", "delete")).HasValue);
        Assert.Equal((1, 4), ((await StoredAsync("upsert")).GetInt32("Old"), (await StoredAsync("upsert")).GetInt32("New")));
        Assert.Equal(5, (await StoredAsync("fresh")).GetInt32("New"));
    }

    [AzuriteFact]
    public async Task OneConflict_Submit_ChangesNothingAndSaysWhichOne()
    {
        await CreateAsync();
        await Table.AddEntityAsync(Entity("3", ("N", 0)));
        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
            from number in Enumerable.Range(1, 5)
            select new TableTransactionAction(TableTransactionActionType.Add, Entity($"{number}"))));
        Assert.Equal((409, "EntityAlreadyExists", 2), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
        Assert.Equal("3", Assert.Single(await AllAsync(Table.QueryAsync<TableEntity>())).RowKey);
    }

    [AzuriteFact]
    public async Task OldTag_Submit_Is412AndChangesNothing()
    {
        await CreateAsync();
        var old = (await Table.AddEntityAsync(Entity("1", ("N", 1)))).Headers.ETag!.Value;
        await Table.UpsertEntityAsync(Entity("1", ("N", 2)));
        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, Entity("2")),
            new(TableTransactionActionType.UpdateMerge, Entity("1", ("N", 3)), old),
        ]));
        Assert.Equal((412, "UpdateConditionNotSatisfied", 1), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
        Assert.Equal(2, Assert.Single(await AllAsync(Table.QueryAsync<TableEntity>())).GetInt32("N"));
    }

    [AzuriteFact]
    public async Task NotThere_UpdateInATransaction_Is404AndChangesNothing()
    {
        await CreateAsync();
        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.UpsertReplace, Entity("1")),
            new(TableTransactionActionType.UpdateReplace, Entity("none")),
        ]));
        Assert.Equal((404, "ResourceNotFound"), (failure.Status, failure.ErrorCode));
        Assert.Empty(await AllAsync(Table.QueryAsync<TableEntity>()));
    }

    [AzuriteFact]
    public async Task MoreThanAHundred_Submit_IsRefused()
    {
        await CreateAsync();
        var failure = await Assert.ThrowsAnyAsync<RequestFailedException>(() => Table.SubmitTransactionAsync(
            from number in Enumerable.Range(0, 101)
            select new TableTransactionAction(TableTransactionActionType.Add, Entity($"{number}"))));
        Assert.Equal(400, failure.Status);
        Assert.Empty(await AllAsync(Table.QueryAsync<TableEntity>()));
    }

    [AzuriteFact]
    public async Task Nothing_Submit_IsRefusedHere()
    {
        await CreateAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Table.SubmitTransactionAsync([]));
    }

    [AzuriteFact]
    public async Task NoSuchTable_Submit_Is404()
    {
        var table = new TableClient(Server.ConnectionString, "nosuchtable");
        var failure = await Assert.ThrowsAnyAsync<RequestFailedException>(
            () => table.SubmitTransactionAsync([new(TableTransactionActionType.Add, Entity("1"))]));
        Assert.Equal((404, "TableNotFound"), (failure.Status, failure.ErrorCode));
    }
}
