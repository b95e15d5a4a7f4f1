using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Tests.Hosting;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7071", true, 7071)]
    [InlineData("http://localhost:0", true, 0)]
    [InlineData("http://[::1]:80/", true, 80)]
    [InlineData("http://0.0.0.0:8080", false, 8080)]
    [InlineData("http://+:8080", false, 8080)]
    [InlineData("http://*", false, 80)]
    public void TryParse_Address_KnowsWhoReachesIt(string text, bool loopback, int port)
    {
        Assert.True(ListenAddress.TryParse(text, out var address, out _));
        Assert.Equal((loopback, port), (address.IsLoopback, address.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7071")]
    [InlineData("127.0.0.1:7071")]
    [InlineData("https://127.0.0.1:7071")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://example.com:80")]
    [InlineData("http://127.0.0.1:1/api")]
    [InlineData("http://a@127.0.0.1:1")]
    [InlineData("http://127.0.0.1:1;http://127.0.0.1:2")]
    public void TryParse_AnythingElse_SaysWhy(string text)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out var error));
        Assert.False(string.IsNullOrEmpty(error));
    }
}
