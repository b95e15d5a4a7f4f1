using System.Text;
using System.Text.Json;

namespace DurableTeams.Embedded.Tests.Api.Requests;

/// <summary>A host with a paused run and a finished one, for requests that change neither.</summary>
public sealed class MalformedRequestHost : IAsyncLifetime
{
    public ApiHost Api { get; } = new();

    public string RunId { get; private set; } = "";

    public string DoneId { get; private set; } = "";

    public string RequirementId { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await Api.InitializeAsync();
        RunId = await Api.StartAsync();
        RequirementId = await Api.Store.PausedAsync(RunId);
        DoneId = await Api.StartAsync();
        await Api.Store.RunningAsync(DoneId);
        await Api.Store.EndedAsync(DoneId);
    }

    public Task DisposeAsync() => Api.DisposeAsync();
}

public sealed class MalformedRequestTests(MalformedRequestHost host) : IClassFixture<MalformedRequestHost>
{
    public static TheoryData<string> Names => [.. MalformedRequests.All.Select(request => request.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_WrongInOneWay_IsAProblemWithACode(string name)
    {
        var (_, method, path, body, expected) = MalformedRequests.All.Single(request => request.Name == name);
        using var request = new HttpRequestMessage(new HttpMethod(method), Fill(path));
        if (body is not null) request.Content = new ByteArrayContent(Fill(body));

        using var response = await host.Api.Http.SendAsync(request);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(expected, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("code").GetString()));
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("detail").GetString()));
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("title").GetString()));
        if (expected == 405) Assert.NotEmpty(response.Content.Headers.Allow);
    }

    [Fact]
    public void Matrix_Names_AreManyAndEachOnce()
    {
        var names = MalformedRequests.All.Select(request => request.Name).ToList();
        Assert.True(names.Count >= 80);
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Theory]
    [InlineData("""{"message":5}""", "message")]
    [InlineData("""{"message":"a","sessionId":[]}""", "sessionId")]
    [InlineData("""{"message":"a","metadata":1}""", "metadata")]
    public async Task Start_MemberOfWrongType_IsNamed(string body, string field)
    {
        var (_, problem) = await host.Api.PostAsync("teams/newsroom/runs", body);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Contains(field, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Continue_SecondDecisionWrong_NamesItsPlaceAndTakesNone()
    {
        var decisions = """
            {"decisions":[{"requirementId":"REQ","decision":"approve"},{"requirementId":"x","decision":"perhaps"}]}
            """u8;
        var body = Encoding.UTF8.GetString(Fill(decisions.ToArray()));
        var (status, problem) = await host.Api.PostAsync($"runs/{host.RunId}/continue", body);
        Assert.Equal(400, status);
        Assert.Equal("unknownDecision", problem.GetProperty("code").GetString());
        Assert.Equal("decisions[1].decision", problem.GetProperty("field").GetString());
        Assert.Contains("approve, reject", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var (_, requirement) = await host.Api.GetAsync($"approvals/{host.RequirementId}");
        Assert.Equal("pending", requirement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Resolve_ArgumentsOffSchema_NamesTheJsonPath()
    {
        var (status, problem) = await host.Api.PostAsync(
            $"approvals/{host.RequirementId}/resolve", """{"decision":"approve","arguments":{"text":5}}""");
        Assert.Equal(400, status);
        Assert.Equal("invalidArguments", problem.GetProperty("code").GetString());
        Assert.Contains("$.text", problem.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Idempotency-Key", " ")]
    [InlineData("Last-Event-ID", "x")]
    public async Task Header_ThatDoesNotParse_Is400(string name, string value)
    {
        using var request =
            name == "Last-Event-ID"
                ? new HttpRequestMessage(HttpMethod.Get, $"runs/{host.RunId}/events")
                : new HttpRequestMessage(
                    HttpMethod.Post, "teams/newsroom/runs") { Content = new StringContent("""{"message":"a"}""") };
        request.Headers.TryAddWithoutValidation(name, value);
        var (status, problem) = await ApiHost.ReadAsync(await host.Api.Http.SendAsync(request));
        Assert.Equal(400, status);
        Assert.Equal("invalidHeader", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_BodyOver1MiB_Is413(bool chunked)
    {
        var bytes = Encoding.UTF8.GetBytes($$"""{"message":"{{new string('a', 3 * 1024 * 1024)}}"}""");
        using HttpContent content = chunked ? new ChunkedContent(bytes) : new ByteArrayContent(bytes);
        using var request = new HttpRequestMessage(HttpMethod.Post, "teams/newsroom/runs") { Content = content };
        if (chunked) request.Headers.TransferEncodingChunked = true;
        var (status, problem) = await ApiHost.ReadAsync(await host.Api.Http.SendAsync(request));
        Assert.Equal(413, status);
        Assert.Equal("bodyTooLarge", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(55, 202)]
    [InlineData(56, 400)]
    public async Task Start_DeepMetadata_ComesBackReadableEverywhereOrNotAtAll(int arrays, int expected)
    {
        var metadata = "{\"a\":" + new string('[', arrays) + new string(']', arrays) + "}";
        var (status, run) = await host.Api.PostAsync(
            "teams/newsroom/runs", "{\"message\":\"deep\",\"metadata\":" + metadata + "}");
        Assert.Equal(expected, status);
        if (expected == 202) Assert.Equal(200, (await host.Api.GetAsync($"runs/{run.GetProperty("runId").GetString()}")).Status);
        Assert.Equal(200, (await host.Api.GetAsync("runs")).Status);
    }

    private string Fill(string text) => text
        .Replace("RUN", host.RunId, StringComparison.Ordinal)
        .Replace("REQ", host.RequirementId, StringComparison.Ordinal)
        .Replace("ENDED", host.DoneId, StringComparison.Ordinal);

    private byte[] Fill(byte[] body) =>
        body.Length < 1000 && body.AsSpan().IndexOf("REQ"u8) >= 0
            ? Encoding.UTF8.GetBytes(Fill(Encoding.UTF8.GetString(body)))
            : body;
}
