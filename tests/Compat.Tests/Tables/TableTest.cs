using Azure;
using Azure.Data.Tables;
using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

/// <summary>A test with a table of its own.</summary>
[Collection(AzuriteCollection.Name)]
public abstract class TableTest(AzuriteFixture azurite)
{
    private TableClient? _table;

    private protected AzuriteServer Server => azurite.Server;

    protected TableClient Table => _table ?? throw new InvalidOperationException("CreateAsync first.");

    protected static TableEntity Entity(string row, params (string Name, object Value)[] properties)
    {
        var entity = new TableEntity("p", row);
        foreach (var (name, value) in properties) entity[name] = value;
        return entity;
    }

    protected static async Task<List<T>> AllAsync<T>(AsyncPageable<T> pages)
        where T : notnull
    {
        var all = new List<T>();
        await foreach (var each in pages) all.Add(each);
        return all;
    }

    protected static async Task FailsAsync(int status, string code, Func<Task> action)
    {
        var failure = await Assert.ThrowsAsync<RequestFailedException>(action);
        Assert.Equal((status, code), (failure.Status, failure.ErrorCode));
    }

    protected async Task CreateAsync()
    {
        _table = new TableClient(Server.ConnectionString, $"t{Guid.NewGuid():N}");
        await _table.CreateIfNotExistsAsync();
    }

    protected async Task<TableEntity> StoredAsync(string row) => (await Table.GetEntityAsync<TableEntity>("p", row)).Value;
}
