using DurableTeams.Http.Endpoints;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Embedded.Tests.Api;

/// <summary>Which addresses there are, and what each takes.</summary>
public sealed class AddressTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public void Endpoints_ThatTakeGet_TakeHead() => Assert.All(
        // A read of these is a stream that a protocol prescribes, which has no head alone.
        api.Endpoints.Where(endpoint => !endpoint.RoutePattern.RawText!.EndsWith("mcp", StringComparison.Ordinal)
                && !endpoint.RoutePattern.RawText.EndsWith(":subscribe", StringComparison.Ordinal))
            .Select(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()).OfType<IHttpMethodMetadata>(),
        methods => Assert.Equal(methods.HttpMethods.Contains("GET"), methods.HttpMethods.Contains("HEAD")));

    [Theory]
    [InlineData("/api/runs", "GET HEAD")]
    [InlineData("/API/Runs/", "GET HEAD")]
    [InlineData("/api/runs/x/cancel", "POST")]
    [InlineData("/api/sessions/x", "DELETE GET HEAD")]
    [InlineData("/api/approvals/x/callback", "GET HEAD POST")]
    [InlineData("/api/runs//cancel", "")]
    [InlineData("/api/runs/x/nothing", "")]
    [InlineData("/api", "")]
    [InlineData("/runs", "")]
    [InlineData("", "")]
    public void Methods_OfAnAddress_AreThoseOfItsEndpoints(string path, string methods) =>
        Assert.Equal(methods, string.Join(' ', Fallback.MethodsOf(api.Endpoints, path)));

    [Theory]
    [InlineData("health")]
    [InlineData("runs")]
    [InlineData("teams/newsroom")]
    [InlineData("openapi.json")]
    public async Task Head_IsTheGetWithoutItsBody(string path)
    {
        // Read whole, an answer that is sent as it is written would get a length here that it did not come with.
        using var get = await api.Http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var head = await SendAsync("HEAD", path);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Post_BodyUnderAnyContentType_IsRead(string type)
    {
        using var body = new StringContent("""{"message":"Go"}""", System.Text.Encoding.UTF8, type);
        using var started = await api.Http.PostAsync(new Uri("teams/newsroom/runs", UriKind.Relative), body);
        Assert.Equal(202, (int)started.StatusCode);
    }

    [Fact]
    public async Task Head_OfTheEventsOfARunAtWork_DoesNotWait()
    {
        var runId = await api.StartAsync();
        await api.Store.RunningAsync(runId);
        using var head = await SendAsync("HEAD", $"runs/{runId}/events");
        Assert.Equal((200, "text/event-stream"), ((int)head.StatusCode, head.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("DELETE", "runs", 405, "GET, HEAD")]
    [InlineData("PROPFIND", "runs/x/cancel", 405, "POST")]
    [InlineData("PROPFIND", "nothing/here", 404, null)]
    [InlineData("GET", "", 404, null)]
    public async Task Request_ForWhatIsNotThere_IsAProblem(string method, string path, int status, string? allow)
    {
        using var response = await SendAsync(method, path);
        var allowed = response.Content.Headers.TryGetValues("Allow", out var values) ? string.Join(", ", values) : null;
        var (answered, problem) = await ApiHost.ReadAsync(response);
        Assert.Equal((status, allow), (answered, allowed));
        Assert.Equal(status == 405 ? "methodNotAllowed" : "notFound", problem.GetProperty("code").GetString());
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        return await api.Http.SendAsync(request);
    }
}
