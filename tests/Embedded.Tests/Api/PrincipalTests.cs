namespace DurableTeams.Embedded.Tests.Api;

public sealed class PrincipalTests
{
    private const string Name = "x-ms-client-principal-name";
    private const string Id = "x-ms-client-principal-id";

    [Theory]
    [InlineData("True", """{"decision":"approve"}""", 200, "ann@example.com")]
    [InlineData("True", """{"decision":"approve","by":"ann@example.com"}""", 200, "ann@example.com")]
    [InlineData("True", """{"decision":"approve","by":"boss"}""", 400, null)]
    [InlineData("False", """{"decision":"approve","by":"boss"}""", 200, "boss")]
    [InlineData(null, """{"decision":"approve","by":"boss"}""", 200, "boss")]
    [InlineData(null, """{"decision":"approve"}""", 200, null)]
    public async Task Resolve_PrincipalHeader_CountsOnlyWhereThePlatformSetsIt(
        string? enabled, string body, int expected, string? by)
    {
        await using var api = await StartAsync(enabled);
        var id = await api.PausedAsync();
        var (status, answer) = await api.Host.PostAsync($"approvals/{id}/resolve", body, (Name, "ann@example.com"));
        Assert.Equal(expected, status);
        if (expected == 400) Assert.Equal("by", answer.GetProperty("field").GetString());
        else Assert.Equal(by, answer.GetProperty("requirements")[0].GetProperty("resolvedBy").GetString());
    }

    [Fact]
    public async Task Continue_PrincipalThatDiffersInOneOfTwo_NamesItAndTakesNeither()
    {
        await using var api = await StartAsync("True");
        var runId = await api.Host.StartAsync();
        var (first, second) = (await api.Host.Store.PausedAsync(runId), await api.Host.Store.PausedAsync(runId, ordinal: 2));
        var (status, problem) = await api.Host.PostAsync(
            $"runs/{runId}/continue",
            $$"""{"decisions":[{"requirementId":"{{first}}","decision":"approve"},"""
                + $$"""{"requirementId":"{{second}}","decision":"approve","by":"boss"}]}""",
            (Name, "ann"));
        Assert.Equal((400, "decisions[1].by"), (status, problem.GetProperty("field").GetString()));
        Assert.Equal("pending", (await api.Host.GetAsync($"approvals/{first}")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Callback_SignedIn_IsTheirNameAndNotAClaim()
    {
        await using var api = await StartAsync("True");
        var link = await api.Host.LinkAsync(await api.PausedAsync());
        api.Host.Http.DefaultRequestHeaders.Add(Id, "0a1b");
        Assert.Contains(
            "You are signed in as 0a1b", (await api.Host.BrowseAsync(HttpMethod.Get, link)).Page, StringComparison.Ordinal);
        Assert.Equal(400, (await api.Host.FollowAsync(link, ("by", "boss"))).Status);
        Assert.Equal("0a1b", (await api.Host.FollowAsync(link)).Body.GetProperty("resolvedBy").GetString());
    }

    [Fact]
    public async Task Resolve_QuorumSignedIn_NeedsNoNameAndCountsAPersonOnce()
    {
        await using var api = await StartAsync("True");
        var id = await api.Host.Store.PausedAsync(
            await api.Host.StartAsync(), change: requirement => requirement with { Quorum = 2 });
        for (var i = 0; i < 2; i++)
            Assert.Equal(
                200, (await api.Host.PostAsync($"approvals/{id}/resolve", """{"decision":"approve"}""", (Name, "ann"))).Status);
        Assert.Equal("pending", (await api.Host.GetAsync($"approvals/{id}")).Body.GetProperty("status").GetString());
        await api.Host.PostAsync($"approvals/{id}/resolve", """{"decision":"approve"}""", (Name, "bob"));
        Assert.Equal("approved", (await api.Host.GetAsync($"approvals/{id}")).Body.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("app.azurewebsites.net", "10.9.9.9, 198.51.100.7:51234", "api 198.51.100.7")]
    [InlineData("app.azurewebsites.net", "[2001:db8::7]:443", "api 2001:db8::7")]
    [InlineData("app.azurewebsites.net", "nonsense", "api")]
    [InlineData(null, "198.51.100.7", "api 127.0.0.1")]
    public async Task Audit_ForwardedAddress_CountsOnlyBehindThePlatform(string? site, string forwarded, string from)
    {
        await using var api = await StartAsync(null, site);
        var id = await api.PausedAsync();
        await api.Host.PostAsync($"approvals/{id}/resolve", """{"decision":"reject"}""", ("X-Forwarded-For", forwarded));
        var (_, audit) = await api.Host.GetAsync($"approvals/{id}/audit");
        Assert.Equal(from, audit.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("action").GetString() == "decided").GetProperty("from").GetString());
    }

    private static async Task<Started> StartAsync(string? enabled, string? site = null)
    {
        var host = new ApiHost();
        if (enabled is not null) host.Variables["WEBSITE_AUTH_ENABLED"] = enabled;
        if (site is not null) host.Variables["WEBSITE_HOSTNAME"] = site;
        await host.InitializeAsync();
        return new Started(host);
    }

    private sealed record Started(ApiHost Host) : IAsyncDisposable
    {
        public async Task<string> PausedAsync() => await Host.Store.PausedAsync(await Host.StartAsync());

        public async ValueTask DisposeAsync() => await Host.DisposeAsync();
    }
}
