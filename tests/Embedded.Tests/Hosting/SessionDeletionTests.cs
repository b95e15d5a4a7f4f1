using System.Text.Json;

namespace DurableTeams.Embedded.Tests.Hosting;

public sealed class SessionDeletionTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Delete_SessionWhoseRunsEnded_Is204AndTakesItsRunsWithIt()
    {
        var (gone, kept) = (await StartAsync("old/one"), await StartAsync("other"));
        await api.Store.EndedAsync(gone);

        var (status, _) = await DeleteAsync("old/one");

        Assert.Equal(204, status);
        Assert.Equal(404, (await api.GetAsync($"sessions/{Uri.EscapeDataString("old/one")}")).Status);
        foreach (var path in new[] { $"runs/{gone}", $"runs/{gone}/messages", $"runs/{gone}/events" })
            Assert.Equal(404, (await api.GetAsync(path)).Status);
        Assert.Equal(200, (await api.GetAsync($"runs/{kept}")).Status);
        Assert.Contains(gone, api.Engine.Purged);
        Assert.DoesNotContain(kept, api.Engine.Purged);
        Assert.Equal((404, "sessionNotFound"), Code(await DeleteAsync("old/one")));
    }

    [Fact]
    public async Task Delete_SessionWithAnUnfinishedRun_Is409AndTakesNothing()
    {
        var (done, open) = (await StartAsync("busy"), await StartAsync("busy"));
        await api.Store.EndedAsync(done);
        await api.Store.PausedAsync(open);

        Assert.Equal((409, "sessionInUse"), Code(await DeleteAsync("busy")));

        Assert.Equal(200, (await api.GetAsync($"runs/{done}")).Status);
        Assert.Equal(2, (await api.GetAsync("sessions/busy")).Body.GetProperty("runIds").GetArrayLength());
    }

    [Fact]
    public async Task Delete_UnknownSession_Is404() => Assert.Equal((404, "sessionNotFound"), Code(await DeleteAsync("nobody's")));

    private async Task<string> StartAsync(string sessionId)
    {
        var runId = await api.StartAsync(JsonSerializer.Serialize(new { message = "x", sessionId }));
        await api.Store.RunningAsync(runId);
        return runId;
    }

    private async Task<(int Status, JsonElement Body)> DeleteAsync(string sessionId) =>
        await ApiHost.ReadAsync(await api.Http.DeleteAsync(new Uri($"sessions/{Uri.EscapeDataString(sessionId)}", UriKind.Relative)));

    private static (int Status, string? Code) Code((int Status, JsonElement Body) answer) => (answer.Status, answer.Body.GetProperty("code").GetString());
}
