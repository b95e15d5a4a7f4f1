using System.Text;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Hosting;

/// <summary>Nothing answers 500 to any input: one paused run, and everything wrong that can be sent at it.</summary>
public sealed class MalformedRequestTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Api_GivenMalformedRequests_AnswersProblemsAndNever5xx()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var requirement = (await stage.Api.UntilPausedAsync(runId)).Text("requirementId")!;
        var wrong = new List<string>();

        foreach (var request in MalformedRequests.All(runId, requirement))
        {
            var answer = await SendAsync(stage.Api, request);
            var right = request.Status == 0 ? answer.Status is >= 400 and < 500 : answer.Status == request.Status;
            if (!right) wrong.Add($"expected {(request.Status == 0 ? "4xx" : request.Status)}: {Short(answer)}");
            else if (request.Status != 0 && !IsProblem(answer)) wrong.Add($"expected a problem with a code: {Short(answer)}");
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.Equal(requirement, (await stage.Api.UntilPausedAsync(runId)).Text("requirementId"));
        (await stage.Api.GetAsync("health")).Expect(200);
    }

    [Fact]
    public void MalformedRequests_AreSixtyAtLeast() => Assert.True(MalformedRequests.All("r", "q").Count() >= 60);

    [Theory]
    [InlineData("GET /api/runs HTTP/9.9\r\n\r\n")]
    [InlineData("\r\n\r\n\r\nhello\r\n\r\n")]
    [InlineData("GET /api/%zz%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData(
        "POST /api/teams/newsroom/runs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -5\r\n\r\n{}")]
    [InlineData(
        "POST /api/teams/newsroom/runs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: "
            + "chunked\r\n\r\nnot-hex\r\n")]
    public async Task Api_GivenNoHttp_AnswersNever5xx(string bytes)
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(stage.Host.Address.Host, stage.Host.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes));
        client.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var line = await Wait.ThatAsync("an answer or the connection's end", reader.ReadLineAsync());

        Assert.DoesNotMatch(@"^HTTP/1\.1 5", line ?? "");
        (await stage.Api.GetAsync("health")).Expect(200);
    }

    private static Task<ApiResponse> SendAsync(ApiClient api, MalformedRequest request) =>
        api.SendAsync(new HttpMethod(request.Method), request.Path, request.Body, request.Headers);

    private static bool IsProblem(ApiResponse answer) =>
        answer.ContentType == "application/problem+json" && !string.IsNullOrEmpty(answer.Json.Text("code"));

    private static string Short(ApiResponse answer)
    {
        var text = answer.ToString();
        return text.Length > 400 ? text[..400] + "…" : text;
    }
}
