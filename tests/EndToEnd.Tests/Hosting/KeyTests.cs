using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Hosting;

public sealed class KeyTests
{
    private const string Key = "e2e-function-key";

    [Fact]
    public async Task Api_OfAHostWithAKey_AsksForItOnLoopbackToo()
    {
        using var folder = new TeamFolder().With(Newsroom.Team);
        await using var host = await HostProcess.StartAsync(folder.Options with { Key = Key });
        using var stranger = new ApiClient(host.Address, null);
        using var impostor = new ApiClient(host.Address, "not-the-key");

        (await host.Api.GetAsync("teams")).Expect(200);
        (await stranger.GetAsync("teams?code=" + Key)).Expect(200);
        Assert.InRange((await stranger.GetAsync("teams?code=wrong")).Status, 401, 403);
        foreach (var path in new[] { "teams", "runs", "approvals", "sessions", "runs/unknown", "teams/newsroom?code=" })
        {
            (await stranger.GetAsync(path)).ExpectProblem(401);
            Assert.InRange((await impostor.GetAsync(path)).Status, 401, 403);
        }

        Assert.InRange((await stranger.PostAsync("teams/newsroom/runs", new { message = "Go" })).Status, 401, 403);
    }

    [Theory]
    [InlineData("Warning")]
    [InlineData("Trace")]
    public async Task Output_OfAHostWithAKeyAtAnyLevel_HoldsNeitherKeysNorSignatures(string level)
    {
        const string Signature = "k1.e2e-signature";
        using var folder = new TeamFolder().With(Newsroom.Team);
        await using var host = await HostProcess.StartAsync(folder.Options with
        {
            // Not on the command line, where the list of processes shows it.
            Environment = new Dictionary<string, string>(folder.Options.Environment)
            {
                ["DURABLETEAMS_KEY"] = Key,
                ["DURABLETEAMS_LOG"] = level,
            },
        });
        using var stranger = new ApiClient(host.Address, null);
        Assert.Equal(401, (await stranger.GetAsync("teams")).Status);
        (await stranger.GetAsync("teams?code=" + Key)).Expect(200);
        Assert.Equal(404, (await stranger.GetAsync($"nowhere?code={Key}")).Status);
        Assert.Equal(404, (await stranger.GetAsync(
            $"approvals/r1.0-1-0/callback?decision=approve&expires=9999999999&sig={Signature}")).Status);
        await SendAsync(host.Address, $"GET /api/teams?code={Key} HTTP/9.9\r\nHost: x\r\n\r\n");
        await SendAsync(host.Address, $"GET /api/%zz\u0001?code={Key}&sig={Signature} HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.Equal(0, await host.TerminateAsync());
        Assert.DoesNotContain(Key, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Signature, host.Output, StringComparison.Ordinal);
        if (level == "Trace") Assert.Contains("GET /api/teams answered 200", host.Output, StringComparison.Ordinal);
    }

    private static async Task SendAsync(Uri address, string request)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(request));
        client.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await stream.CopyToAsync(Stream.Null).WaitAsync(Wait.Deadline);
    }
}
