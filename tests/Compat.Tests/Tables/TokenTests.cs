using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using static DurableTeams.Compat.Tests.Tables.Loopback;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class TokenTests
{
    [Fact]
    public async Task Request_TokenCredential_CarriesTheTokenForStorage()
    {
        await using var server = await StartAsync(secure: true, new Answer(204), new Answer(204));
        using var transport = new HttpClientTransport(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        });
        var credential = new Credential();
        var service = new TableServiceClient(server.Endpoint, credential, new TableClientOptions { Transport = transport });
        await service.GetTableClient("things").AddEntityAsync(new TableEntity("p", "r"));
        await new TableClient(server.Endpoint, "others", credential, new TableClientOptions { Transport = transport }).DeleteEntityAsync("p", "r");

        Assert.Equal(["/things", "/others(PartitionKey='p',RowKey='r')"], server.Requests.Select(each => each.Target.Split('?')[0]));
        Assert.All(server.Requests, each => Assert.Equal("Bearer secret", each.Headers["Authorization"]));
        Assert.All(credential.Scopes, scope => Assert.Equal("https://storage.azure.com/.default", scope));
        Assert.NotEmpty(credential.Scopes);
    }

    [Fact]
    public void TokenCredential_PlainHttp_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new TableServiceClient(new Uri("http://127.0.0.1:10002/a"), new Credential()));
        Assert.Throws<ArgumentException>(() => new TableClient(new Uri("http://127.0.0.1:10002/a"), "t", new Credential()));
    }

    [Fact]
    public void AccountName_OfAnAddress_IsReadFromIt() =>
        Assert.Equal("mine", new TableServiceClient(new Uri("https://mine.table.core.windows.net"), new Credential()).AccountName);

    private sealed class Credential : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new("secret", DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
