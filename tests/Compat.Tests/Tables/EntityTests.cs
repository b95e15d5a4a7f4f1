using Azure;
using Azure.Data.Tables;
using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class EntityTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [AzuriteFact]
    public async Task Add_ThenGet_IsTheEntityWithTagAndTime()
    {
        await CreateAsync();
        var answer = await Table.AddEntityAsync(Entity("1", ("Name", "one")));
        Assert.Equal(204, answer.Status);
        var stored = await StoredAsync("1");
        Assert.Equal(("p", "1", "one"), (stored.PartitionKey, stored.RowKey, stored.GetString("Name")));
        Assert.Equal(answer.Headers.ETag, stored.ETag);
        Assert.InRange(stored.Timestamp!.Value, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal(["Name", "PartitionKey", "RowKey", "Timestamp", "odata.etag"], stored.Keys.Order(StringComparer.Ordinal));
    }

    [AzuriteFact]
    public async Task Add_SameKeys_Conflicts()
    {
        await CreateAsync();
        await Table.AddEntityAsync(Entity("1"));
        await FailsAsync(409, "EntityAlreadyExists", () => Table.AddEntityAsync(Entity("1")));
    }

    [AzuriteFact]
    public async Task Get_NotThere_Is404()
    {
        await CreateAsync();
        await FailsAsync(404, "ResourceNotFound", () => Table.GetEntityAsync<TableEntity>("p", "none"));
        var none = await Table.GetEntityIfExistsAsync<TableEntity>("p", "none");
        Assert.False(none.HasValue);
        Assert.Equal(404, none.GetRawResponse().Status);
        Assert.Throws<InvalidOperationException>(() => none.Value);
    }

    [AzuriteFact]
    public async Task GetIfExists_There_HasItsValue()
    {
        await CreateAsync();
        await Table.AddEntityAsync(Entity("1", ("A", 1), ("B", 2)));
        var found = await Table.GetEntityIfExistsAsync<TableEntity>("p", "1", ["B"]);
        Assert.True(found.HasValue);
        Assert.Equal((null, 2), (found.Value!.GetInt32("A"), found.Value.GetInt32("B")));
        Assert.NotEqual(default, found.Value.ETag);
    }

    [AzuriteFact]
    public async Task Upsert_MergeAndReplace_KeepAndDropTheRest()
    {
        await CreateAsync();
        await Table.UpsertEntityAsync(Entity("1", ("A", 1)));
        await Table.UpsertEntityAsync(Entity("1", ("B", 2)));
        var merged = await StoredAsync("1");
        Assert.Equal((1, 2), (merged.GetInt32("A"), merged.GetInt32("B")));

        await Table.UpsertEntityAsync(Entity("1", ("C", 3)), TableUpdateMode.Replace);
        var replaced = await StoredAsync("1");
        Assert.Equal((null, null, 3), (replaced.GetInt32("A"), replaced.GetInt32("B"), replaced.GetInt32("C")));
    }

    [AzuriteTheory]
    [InlineData(TableUpdateMode.Merge)]
    [InlineData(TableUpdateMode.Replace)]
    public async Task Update_TagOfAnOlderVersion_Is412(TableUpdateMode mode)
    {
        await CreateAsync();
        var first = (await Table.AddEntityAsync(Entity("1", ("N", 1)))).Headers.ETag!.Value;
        var second = (await Table.UpdateEntityAsync(Entity("1", ("N", 2)), first, mode)).Headers.ETag!.Value;
        Assert.NotEqual(first, second);
        await FailsAsync(412, "UpdateConditionNotSatisfied", () => Table.UpdateEntityAsync(Entity("1", ("N", 3)), first, mode));
        Assert.Equal(2, (await StoredAsync("1")).GetInt32("N"));

        await Table.UpdateEntityAsync(Entity("1", ("N", 4)), ETag.All, mode);
        Assert.Equal(4, (await StoredAsync("1")).GetInt32("N"));
    }

    [AzuriteFact]
    public async Task Update_NotThere_Is404EvenForAnyTag()
    {
        await CreateAsync();
        await FailsAsync(404, "ResourceNotFound", () => Table.UpdateEntityAsync(Entity("none"), ETag.All));
    }

    [AzuriteFact]
    public async Task Update_NoTag_IsRefused()
    {
        await CreateAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => Table.UpdateEntityAsync(Entity("1"), default));
    }

    [AzuriteFact]
    public async Task Delete_WithTags_DeletesOnlyTheVersionMeant()
    {
        await CreateAsync();
        var old = (await Table.AddEntityAsync(Entity("1"))).Headers.ETag!.Value;
        var current = (await Table.UpsertEntityAsync(Entity("1", ("N", 1)))).Headers.ETag!.Value;
        await FailsAsync(412, "UpdateConditionNotSatisfied", () => Table.DeleteEntityAsync("p", "1", old));
        Assert.Equal(204, (await Table.DeleteEntityAsync("p", "1", current)).Status);
        Assert.Equal(404, (await Table.DeleteEntityAsync("p", "1")).Status);
    }

    [AzuriteFact]
    public async Task ManyAtOnce_CompareAndSet_OneWins()
    {
        await CreateAsync();
        var tag = (await Table.AddEntityAsync(Entity("1"))).Headers.ETag!.Value;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            try
            {
                return (await Table.UpdateEntityAsync(Entity("1", ("Winner", number)), tag)).Status;
            }
            catch (RequestFailedException lost)
            {
                return lost.Status;
            }
        }));
        Assert.Equal([204, 412, 412, 412, 412, 412, 412, 412], outcomes.Order());
    }
}
