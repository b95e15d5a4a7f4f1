namespace DurableTeams.Embedded.Tests.Api;

public sealed class LoopbackGuardTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "http://localhost:5173", 200)]
    [InlineData("Host", "rebound.example", 403)]
    [InlineData("Host", "localhost:7071", 200)]
    [InlineData("Host", "[::1]:7071", 200)]
    public async Task Get_WithoutKey_ServesThisMachineAlone(string header, string value, int expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "teams");
        request.Headers.TryAddWithoutValidation(header, value);
        var (status, _) = await ApiHost.ReadAsync(await api.Http.SendAsync(request));
        Assert.Equal(expected, status);
    }
}
