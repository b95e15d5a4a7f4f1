using System.Text.Json;

namespace DurableTeams.Embedded.Tests.Api.Runs;

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

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("a%252Fb", "a b")]
    [InlineData("100% sure?#&+é\\", "100%25")]
    [InlineData("a/../b", "b")]
    public async Task Session_IdWithAnyCharacters_IsThatSessionAndNoOther(string sessionId, string other)
    {
        var (mine, others) = (await StartAsync(sessionId), await StartAsync(other));
        await api.Store.EndedAsync(mine);
        await api.Store.EndedAsync(others);

        var (status, session) = await api.GetAsync($"sessions/{Uri.EscapeDataString(sessionId)}");
        Assert.Equal((200, sessionId), (status, session.GetProperty("sessionId").GetString()));
        Assert.Equal(204, (await DeleteAsync(sessionId)).Status);
        Assert.Equal(404, (await api.GetAsync($"runs/{mine}")).Status);
        Assert.Equal(200, (await api.GetAsync($"runs/{others}")).Status);
        Assert.Equal(204, (await DeleteAsync(other)).Status);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\u0007")]
    [InlineData("a\n")]
    public async Task Start_SessionIdThatNoAddressCanName_Is400(string sessionId)
    {
        foreach (var field in new[] { "sessionId", "userId" })
        {
            var body = new System.Text.Json.Nodes.JsonObject { ["message"] = "x", [field] = sessionId }.ToJsonString();
            var (status, problem) = await api.PostAsync("teams/newsroom/runs", body);
            Assert.Equal((400, field), (status, problem.GetProperty("field").GetString()));
        }
    }

    [Fact]
    public async Task Delete_UnknownSession_Is404() =>
        Assert.Equal((404, "sessionNotFound"), Code(await DeleteAsync("nobody's")));

    private async Task<string> StartAsync(string sessionId)
    {
        var runId = await api.StartAsync(JsonSerializer.Serialize(new { message = "x", sessionId }));
        await api.Store.RunningAsync(runId);
        return runId;
    }

    private async Task<(int Status, JsonElement Body)> DeleteAsync(string sessionId) =>
        await ApiHost.ReadAsync(
            await api.Http.DeleteAsync(new Uri($"sessions/{Uri.EscapeDataString(sessionId)}", UriKind.Relative)));

    private static (int Status, string? Code) Code((int Status, JsonElement Body) answer) =>
        (answer.Status, answer.Body.GetProperty("code").GetString());
}
