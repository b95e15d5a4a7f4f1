using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;

namespace DurableTeams.Embedded.Tests.Protocols.A2A;

/// <summary>The cards of agents.</summary>
public sealed class A2ACardTests : IAsyncLifetime
{
    private readonly ApiHost _api = new() { Key = "s3cret" };

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Card_OfHostAndTeam_SaysWhereAndHow()
    {
        var host = await CardAsync("../.well-known/agent-card.json");

        Assert.Equal("Newsroom", host.GetProperty("name").GetString());
        Assert.Equal(
            [("JSONRPC", _api.Url + "/api/teams/newsroom/a2a"), ("HTTP+JSON", _api.Url + "/api/teams/newsroom/a2a")],
            host.GetProperty("supportedInterfaces").EnumerateArray().Select(one => (
                one.GetProperty("protocolBinding").GetString(), one.GetProperty("url").GetString())));
        Assert.Equal(
            ("x-functions-key", "Bearer"),
            (host.GetProperty("securitySchemes").GetProperty("key").GetProperty("apiKeySecurityScheme").GetProperty("name")
                .GetString(),
                host.GetProperty("securitySchemes").GetProperty("bearer").GetProperty("httpAuthSecurityScheme")
                .GetProperty("scheme").GetString()));
        foreach (var address in (string[])
            [".well-known/agent-card.json", "teams/newsroom/.well-known/agent-card.json",
                "teams/newsroom/a2a/.well-known/agent-card.json"])
            Assert.Equal(host.GetRawText(), (await CardAsync(address)).GetRawText());
    }

    [Theory]
    [InlineData("../.well-known/agent-card.json", 401)]
    [InlineData("teams/newsroom/a2a/.well-known/agent-card.json", 401)]
    [InlineData("teams/none/a2a/.well-known/agent-card.json?code=s3cret", 404)]
    public async Task Card_WithoutKeyOrTeam_IsNotTold(string address, int status) =>
        Assert.Equal(status, (await _api.GetAsync(address)).Status);

    [Fact]
    public async Task Card_OfATeamThatIsNotThere_SaysWhichSettingNamesIt()
    {
        _api.Variables["DURABLETEAMS_A2A_TEAM"] = "nobody";

        var (status, problem) = await _api.GetAsync(".well-known/agent-card.json?code=s3cret");

        Assert.Equal((404, "teamNotFound"), (status, problem.GetProperty("code").GetString()));
        Assert.Contains("DURABLETEAMS_A2A_TEAM", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> CardAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Authorization", "Bearer s3cret");
        var (status, card) = await ApiHost.ReadAsync(await _api.Http.SendAsync(request));
        Assert.Equal(200, status);
        return card;
    }
}
