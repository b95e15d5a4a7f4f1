using DurableTeams.Embedded.Tests.Api;

namespace DurableTeams.Embedded.Tests.Protocols.AiSdk;

/// <summary>What a request of the AI SDK must be, and what is said where it is not.</summary>
public sealed class AiSdkRequestTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("{", "malformedBody")]
    [InlineData("""{"messages":[]}""", "invalidField")]
    [InlineData("""{"id":"c"}""", "invalidField")]
    [InlineData("""{"id":"c","messages":[{"id":"1","role":"user"}]}""", "invalidField")]
    [InlineData("""{"id":"c","messages":[{"id":"1","role":"user","parts":[7]}]}""", "invalidField")]
    [InlineData("""{"id":"c","messages":[]}""", "noMessage")]
    [InlineData("""{"id":"c","messages":[{"id":"1","role":"user","parts":[{"type":"file","url":"x"}]}]}""", "unsupportedContent")]
    public async Task Request_ThatIsWrong_IsAProblem(string body, string code)
    {
        var (status, problem) = await api.PostAsync("teams/newsroom/chat", body);

        Assert.Equal((400, code), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Approval_OfAnotherChat_IsNotFoundAndDecidesNothing()
    {
        var runId = await api.StartAsync("""{"message":"hello","sessionId":"mine"}""");
        var id = await api.Store.PausedAsync(runId);

        var (status, problem) = await api.PostAsync("teams/newsroom/chat", $$$"""
            {"id":"other","messages":[{"id":"a","role":"assistant","parts":[
              {"type":"dynamic-tool","state":"approval-responded","approval":{"id":"{{{id}}}","approved":true}}]}]}
            """);

        Assert.Equal((404, "requirementNotFound"), (status, problem.GetProperty("code").GetString()));
        Assert.Null((await api.Store.FindRequirementAsync(id))!.Decision);
    }

    [Theory]
    [InlineData("v1", 200, "text/event-stream")]
    [InlineData("v2", 400, "application/problem+json")]
    public async Task Events_AskedForAsUiMessageStream_AreOne(string version, int status, string type)
    {
        var runId = await api.StartAsync("""{"message":"hello"}""");
        await api.Store.PausedAsync(runId);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"runs/{runId}/events");
        request.Headers.Add("x-vercel-ai-ui-message-stream", version);
        using var response = await api.Http.SendAsync(request);

        Assert.Equal((status, type), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(
            status == 200 ? "\"type\":\"tool-approval-request\"" : "unknownVersion", await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconnect_ToAChatThatWaits_TellsItToTheEnd()
    {
        var runId = await api.StartAsync("""{"message":"hello","sessionId":"waits"}""");
        await api.Store.PausedAsync(runId);

        using var none = await api.Http.GetAsync(new Uri("teams/newsroom/chat/nobody/stream", UriKind.Relative));
        using var response = await api.Http.GetAsync(new Uri("teams/newsroom/chat/waits/stream", UriKind.Relative));

        Assert.Equal(204, (int)none.StatusCode);
        Assert.Equal("v1", Assert.Single(response.Headers.GetValues("x-vercel-ai-ui-message-stream")));
        Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
