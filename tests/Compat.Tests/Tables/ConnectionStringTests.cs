using Azure.Data.Tables;
using static DurableTeams.Compat.Tests.Tables.Loopback;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class ConnectionStringTests
{
    private const string Key = "c2VjcmV0";

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "devstoreaccount1", "http://127.0.0.1:10002/devstoreaccount1")]
    [InlineData("usedevelopmentstorage=True;", "devstoreaccount1", "http://127.0.0.1:10002/devstoreaccount1")]
    [InlineData(
        "DefaultEndpointsProtocol=https;AccountName=mine;AccountKey=" + Key + ";EndpointSuffix=core.windows.net",
        "mine", "https://mine.table.core.windows.net")]
    [InlineData(
        "DefaultEndpointsProtocol=https;AccountName=mine;AccountKey=" + Key + ";EndpointSuffix=core.chinacloudapi.cn",
        "mine", "https://mine.table.core.chinacloudapi.cn")]
    [InlineData(
        "AccountName=mine;AccountKey=" + Key + ";TableEndpoint=http://127.0.0.1:7777/mine;BlobEndpoint=http://127.0.0.1:1/mine",
        "mine", "http://127.0.0.1:7777/mine")]
    [InlineData(
        "TableEndpoint=https://mine.table.core.windows.net;SharedAccessSignature=sv=2020&sig=x%3D",
        "mine", "https://mine.table.core.windows.net")]
    public void Parse_OfEveryKind_SaysAccountAndPlace(string text, string account, string endpoint)
    {
        var service = new TableServiceClient(text);
        Assert.Equal(account, service.AccountName);
        Assert.Equal(new Uri(endpoint), new Uri(service.Uri.GetLeftPart(UriPartial.Path)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AccountKey=" + Key)]
    [InlineData("AccountName=mine")]
    [InlineData("AccountName=mine;AccountKey=*" + Key + "*")]
    [InlineData("AccountName=mine;AccountKey=" + Key + ";AccountKey=" + Key)]
    public void Parse_Incomplete_FailsWithoutQuotingTheKey(string text)
    {
        var failure = Assert.ThrowsAny<Exception>(() => new TableServiceClient(text));
        Assert.DoesNotContain(Key, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SharedAccessSignature_EveryAttempt_CarriesItOnce()
    {
        await using var server = await StartAsync(secure: false, new Answer(503, "", ("Retry-After", "0")), new Answer(200, """{"value":[]}"""));
        var text = $"TableEndpoint={server.Endpoint};SharedAccessSignature=sv=2020-12-06&sig=a%2Bb%3D";
        var options = new TableClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(1) } };
        var table = new TableServiceClient(text, options).GetTableClient("things");
        await foreach (var page in table.QueryAsync<TableEntity>("A eq 1").AsPages()) Assert.Empty(page.Values);
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, each => Assert.Single(each.Target.Split("sig=a%2Bb%3D"), part => part.Contains("filter", StringComparison.Ordinal)));
        Assert.All(server.Requests, each => Assert.Equal(2, each.Target.Split("sig=").Length));
        Assert.All(server.Requests, each => Assert.False(each.Headers.ContainsKey("Authorization")));
    }
}
