using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Hosting;

public sealed class KeyTests
{
    private const string Key = "e2e-function-key";

    [Fact]
    public async Task Api_OfAHostWithAKey_AsksForItOnLoopbackToo()
    {
        using var folder = new TeamFolder();
        await using var host = await HostProcess.StartAsync(new HostOptions(folder.Teams, folder.Data) { Key = Key });
        using var stranger = new ApiClient(host.Address, null);
        using var impostor = new ApiClient(host.Address, "not-the-key");

        (await host.Api.GetAsync("teams")).Expect(200);
        (await stranger.GetAsync("teams?code=" + Key)).Expect(200);
        foreach (var path in new[] { "teams", "runs", "approvals", "sessions", "runs/unknown", "teams?code=wrong", "runs?code=" })
        {
            (await stranger.GetAsync(path)).ExpectProblem(401);
            Assert.InRange((await impostor.GetAsync(path)).Status, 401, 403);
        }

        Assert.InRange((await stranger.PostAsync("teams/newsroom/runs", new { message = "Go" })).Status, 401, 403);
    }

    [Fact]
    public async Task Output_OfAHostWithAKey_NeverHoldsIt()
    {
        using var folder = new TeamFolder();
        await using var host = await HostProcess.StartAsync(new HostOptions(folder.Teams, folder.Data) { Key = Key });
        using var stranger = new ApiClient(host.Address, null);
        (await stranger.GetAsync("teams?code=" + Key)).Expect(200);

        Assert.Equal(0, await host.TerminateAsync());
        Assert.DoesNotContain(Key, host.Output, StringComparison.Ordinal);
    }
}
