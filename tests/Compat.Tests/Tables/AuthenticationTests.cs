using Azure;
using Azure.Data.Tables;
using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class AuthenticationTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [AzuriteFact]
    public async Task WrongKey_AnyRequest_Is403WithoutTheKey()
    {
        await CreateAsync();
        var key = Convert.ToBase64String(new byte[64]);
        var table = new TableClient(Server.Endpoint, Table.Name, new TableSharedKeyCredential(AzuriteServer.Account, key));
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(Entity("1")));
        Assert.Equal(403, failure.Status);
        Assert.DoesNotContain(key, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("SharedKeyLite", failure.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<RequestFailedException>(() => table.SubmitTransactionAsync([new(TableTransactionActionType.Add, Entity("1"))]));
        Assert.Empty(await AllAsync(Table.QueryAsync<TableEntity>()));
    }

    [AzuriteFact]
    public async Task Errors_Read_NameCodeAndMessage()
    {
        await CreateAsync();
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.GetEntityAsync<TableEntity>("p", "none"));
        Assert.StartsWith("The specified resource does not exist.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ErrorCode: ResourceNotFound", failure.Message, StringComparison.Ordinal);
    }
}
