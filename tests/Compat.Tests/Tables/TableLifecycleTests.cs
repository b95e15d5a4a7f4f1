using Azure.Data.Tables;
using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class TableLifecycleTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [AzuriteFact]
    public async Task CreateIfNotExists_Twice_NamesTheTableTwice()
    {
        var name = $"t{Guid.NewGuid():N}";
        var table = new TableClient(Server.ConnectionString, name);
        var first = await table.CreateIfNotExistsAsync();
        var second = await table.CreateIfNotExistsAsync();
        Assert.Equal((name, 204), (first.Value.Name, first.GetRawResponse().Status));
        Assert.Equal((name, 409), (second.Value.Name, second.GetRawResponse().Status));
    }

    [AzuriteFact]
    public async Task CreateIfNotExists_NotAName_Fails()
    {
        var table = new TableClient(Server.ConnectionString, "not-a-name");
        var failure = await Assert.ThrowsAsync<Azure.RequestFailedException>(() => table.CreateIfNotExistsAsync());
        Assert.Equal(400, failure.Status);
    }

    [AzuriteFact]
    public async Task Delete_ThenAgain_AnswersNotFound()
    {
        await CreateAsync();
        Assert.Equal(204, (await Table.DeleteAsync()).Status);
        Assert.Equal(404, (await Table.DeleteAsync()).Status);
        await FailsAsync(404, "TableNotFound", () => Table.AddEntityAsync(Entity("1")));
    }

    [AzuriteFact]
    public async Task ServiceClient_TablesByName_AreTheSameTables()
    {
        var credential = new TableSharedKeyCredential(AzuriteServer.Account, AzuriteServer.Key);
        var service = new TableServiceClient(Server.Endpoint, credential, null!);
        var name = $"t{Guid.NewGuid():N}";
        Assert.Equal(name, (await service.CreateTableIfNotExistsAsync(name)).Value.Name);
        await service.GetTableClient(name).AddEntityAsync(Entity("1"));
        var other = new TableClient(Server.Endpoint, name, credential);
        Assert.Equal("1", (await other.GetEntityAsync<TableEntity>("p", "1")).Value.RowKey);
        Assert.Equal(204, (await service.DeleteTableAsync(name)).Status);
        Assert.Equal(404, (await service.DeleteTableAsync(name)).Status);
    }

    [AzuriteFact]
    public void Clients_Made_SayWhatTheyAreFor()
    {
        var service = new TableServiceClient(Server.ConnectionString);
        var table = service.GetTableClient("things");
        Assert.Equal((AzuriteServer.Account, Server.Endpoint), (service.AccountName, service.Uri));
        Assert.Equal((AzuriteServer.Account, "things"), (table.AccountName, table.Name));
        Assert.Equal(new Uri(Server.Endpoint + "/things"), table.Uri);
    }
}
