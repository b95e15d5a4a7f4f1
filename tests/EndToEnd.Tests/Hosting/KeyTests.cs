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

    [Fact]
    public async Task Output_OfAHostWithAKey_NeverHoldsIt()
    {
        using var folder = new TeamFolder().With(Newsroom.Team);
        await using var host = await HostProcess.StartAsync(folder.Options with { Key = Key });
        using var stranger = new ApiClient(host.Address, null);
        (await stranger.GetAsync("teams?code=" + Key)).Expect(200);

        Assert.Equal(0, await host.TerminateAsync());
        Assert.DoesNotContain(Key, host.Output, StringComparison.Ordinal);
    }
}
