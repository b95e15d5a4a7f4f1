using Azure;
using Azure.Data.Tables;
using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class RestartTests
{
    [AzuriteFact]
    public async Task Restart_SamePlace_KeepsTheEntities()
    {
        await using var server = await AzuriteServer.StartAsync();
        var table = new TableClient(server.ConnectionString, "kept");
        await table.CreateIfNotExistsAsync();
        var tag = (await table.AddEntityAsync(new TableEntity("p", "1") { ["N"] = 1 })).Headers.ETag!.Value;
        var address = server.Endpoint;
        await server.RestartAsync();
        Assert.Equal(address, server.Endpoint);
        Assert.Equal(204, (await table.UpdateEntityAsync(new TableEntity("p", "1") { ["N"] = 2 }, tag)).Status);
        Assert.Equal(2, (await table.GetEntityAsync<TableEntity>("p", "1")).Value.GetInt32("N"));
    }

    [AzuriteFact]
    public async Task Stopped_Request_FailsWithoutAStatus()
    {
        await using var server = await AzuriteServer.StartAsync();
        var credential = new TableSharedKeyCredential(AzuriteServer.Account, AzuriteServer.Key);
        var options = new TableClientOptions { Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(1) } };
        var table = new TableServiceClient(server.Endpoint, credential, options).GetTableClient("gone");
        await server.StopAsync();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => table.CreateIfNotExistsAsync());
        Assert.All(Failures(failure), each => Assert.Equal(0, each.Status));
        await server.StartAgainAsync();
        Assert.Equal(204, (await table.CreateIfNotExistsAsync()).GetRawResponse().Status);
    }

    // One for each attempt, if there were several.
    private static IEnumerable<RequestFailedException> Failures(Exception failure) =>
        failure is AggregateException all
            ? all.InnerExceptions.Select(Assert.IsType<RequestFailedException>)
            : [Assert.IsType<RequestFailedException>(failure)];
}
