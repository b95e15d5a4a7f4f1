namespace DurableTeams.Embedded.Tests.Api;

public sealed class FunctionKeyTests : IAsyncLifetime
{
    private readonly ApiHost _api = new() { Key = "s3cret" };

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("runs", null, 401)]
    [InlineData("runs", "wrong", 401)]
    [InlineData("runs", "s3cret", 200)]
    [InlineData("runs?code=s3cret", null, 200)]
    [InlineData("runs?code=S3CRET", null, 401)]
    [InlineData("teams/newsroom", null, 401)]
    [InlineData("health", null, 200)]
    [InlineData("openapi.json", null, 200)]
    public async Task Get_WithKey_IsAnsweredByWhoMayAsk(string path, string? header, int expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null) request.Headers.Add("x-functions-key", header);
        var (status, body) = await ApiHost.ReadAsync(await _api.Http.SendAsync(request));
        Assert.Equal(expected, status);
        if (expected == 401) Assert.Equal("unauthorized", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Start_WithoutKey_StartsNothing()
    {
        var (status, _) = await _api.PostAsync("teams/newsroom/runs", """{"message":"x"}""");
        Assert.Equal(401, status);
        Assert.Empty(_api.Engine.Scheduled);
    }
}
