using DurableTeams.Approvals.Links;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Outbound;
using DurableTeams.Sqlite.Hosting;

namespace DurableTeams.Embedded.Tests.Api.Approvals;

public sealed class CallbackSettingTests
{
    [Fact]
    public async Task Callback_HostWithAKey_IsReachedWithoutIt()
    {
        var api = new ApiHost { Key = "s3cret" };
        await api.InitializeAsync();
        try
        {
            api.Http.DefaultRequestHeaders.Add("x-functions-key", "s3cret");
            var id = await api.Store.PausedAsync(await api.StartAsync());
            var link = await api.LinkAsync(id);
            api.Http.DefaultRequestHeaders.Remove("x-functions-key");

            Assert.Equal(401, (await api.GetAsync($"approvals/{id}")).Status);
            Assert.Equal(200, (await api.BrowseAsync(HttpMethod.Get, link)).Status);
            Assert.Equal("approved", (await api.FollowAsync(link)).Body.GetProperty("status").GetString());
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    [Fact]
    public async Task Callback_ThroughAnotherName_PassesTheGuardThatStopsTheRest()
    {
        var api = new ApiHost();
        await api.InitializeAsync();
        try
        {
            var id = await api.Store.PausedAsync(await api.StartAsync());
            var link = await api.LinkAsync(id);
            api.Http.DefaultRequestHeaders.Host = "tunnel.example";
            Assert.Equal(200, (await api.BrowseAsync(HttpMethod.Get, link)).Status);
            Assert.Equal(403, (await api.GetAsync($"approvals/{id}")).Status);
            Assert.Equal(403, (await api.PostAsync($"approvals/{id}/resolve", """{"decision":"approve"}""")).Status);
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    [Fact]
    public async Task Link_PastItsEnd_Is403()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var api = new ApiHost { Time = time };
        await api.InitializeAsync();
        try
        {
            var id = await api.Store.PausedAsync(await api.StartAsync());
            var link = await api.LinkAsync(id);
            time.Jump(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
            Assert.Equal(200, (await api.BrowseAsync(HttpMethod.Get, link)).Status);
            time.Jump(TimeSpan.FromMinutes(2));
            foreach (var (status, problem) in new[] { await api.GetAsync(link), await api.FollowAsync(link) })
                Assert.Equal((403, "linkExpired"), (status, problem.Code()));
            Assert.Equal("pending", (await api.GetAsync($"approvals/{id}")).Body.GetProperty("status").GetString());
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    [Fact]
    public async Task Link_HostRestartedWithItsOwnKey_StillPasses()
    {
        var api = new ApiHost();
        await api.InitializeAsync();
        try
        {
            var id = await api.Store.PausedAsync(await api.StartAsync());
            var link = await api.LinkAsync(id);
            var file = Path.Combine(api.Data, LinkKeyFile.FileName);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

            await api.RestartAsync();

            Assert.Equal(link, await api.LinkAsync(id));
            Assert.Equal(200, (await api.FollowAsync(link)).Status);
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    [Fact]
    public async Task Link_KeysRotatedOverRestarts_PassesUntilItsKeyIsGone()
    {
        const string Old = "old:0123456789abcdef", New = "new:fedcba9876543210";
        var api = new ApiHost
        {
            Variables = { [LinkKeys.Setting] = Old, [PublicAddress.Setting] = "https://teams.example.com/x/" }
        };
        await api.InitializeAsync();
        try
        {
            Assert.False(File.Exists(Path.Combine(api.Data, LinkKeyFile.FileName)));
            var (first, second) = (await api.Store.PausedAsync(await api.StartAsync()), await api.Store.PausedAsync(
                await api.StartAsync()));
            var (_, shown) = await api.GetAsync($"approvals/{first}");
            Assert.StartsWith("https://teams.example.com/x/api/approvals/", shown.GetProperty("links").GetProperty("approve")
                .GetString(), StringComparison.Ordinal);
            var (one, two) = (await api.LinkAsync(first), await api.LinkAsync(second));
            Assert.Contains("sig=old.", one, StringComparison.Ordinal);

            api.Variables[LinkKeys.Setting] = $"{New},{Old}";
            await api.RestartAsync();
            Assert.Contains("sig=new.", await api.LinkAsync(first), StringComparison.Ordinal);
            Assert.Equal(200, (await api.FollowAsync(one)).Status);

            api.Variables[LinkKeys.Setting] = New;
            await api.RestartAsync();
            Assert.Equal((403, "invalidSignature"), await api.FollowAsync(two) is var (status, problem)
                ? (status, problem.Code())
                : default);
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(LinkKeys.Setting, "a:too-short")]
    [InlineData(WebhookKeys.Setting, "no key at all, but long")]
    [InlineData(PublicAddress.Setting, "teams.example.com")]
    [InlineData(AllowedNetworks.Setting, "intranet")]
    public async Task Start_SettingThatCannotBeRead_StopsWithItsName(string name, string value)
    {
        var api = new ApiHost { Variables = { [name] = value } };
        var stopped = await Assert.ThrowsAsync<HostStartException>(api.InitializeAsync);
        Assert.StartsWith(name + ": ", stopped.Message, StringComparison.Ordinal);
        Directory.Delete(api.Data, recursive: true);
    }

    [Fact]
    public async Task Start_KeyFileThatCannotBeRead_StopsWithoutShowingIt()
    {
        var api = new ApiHost();
        await File.WriteAllTextAsync(Path.Combine(api.Data, LinkKeyFile.FileName), "hush-hush-this-is-no-key");
        var stopped = await Assert.ThrowsAsync<HostStartException>(api.InitializeAsync);
        Assert.StartsWith("--data: ", stopped.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", stopped.Message, StringComparison.Ordinal);
        Directory.Delete(api.Data, recursive: true);
    }
}
