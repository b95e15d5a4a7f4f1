using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace DurableTeams.Embedded.Tests.Api.Requests;

/// <summary>Requests that no HTTP client would send.</summary>
public sealed class RawRequestTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("GET /api/runs/%00 HTTP/1.1\nHost: localhost\n\n")]
    [InlineData("GET /api/runs HTTP/1.1\n\n")]
    [InlineData("GET /api/runs HTTP/1.1\nHost: localhost\nHost: localhost\n\n")]
    [InlineData("GET /api/runs HTTP/1.1\nHost: lo cal\n\n")]
    [InlineData("get /api/runs HTTP/1.1\nHost: localhost\n\n")]
    [InlineData("GET http://evil.example/api/runs HTTP/1.1\nHost: evil.example\n\n")]
    [InlineData("OPTIONS * HTTP/1.1\nHost: localhost\n\n")]
    [InlineData("GET /api/../../etc/passwd HTTP/1.1\nHost: localhost\n\n")]
    [InlineData("GET /api/runs?limit=%zz HTTP/1.1\nHost: localhost\n\n")]
    [InlineData("GET /api/runs?%00=%00&&&==& HTTP/1.1\nHost: localhost\nConnection: close\n\n")]
    [InlineData("nonsense\n\n")]
    [InlineData("POST /api/teams/newsroom/runs HTTP/1.1\nHost: localhost\nContent-Length: -5\n\n")]
    [InlineData("POST /api/teams/newsroom/runs HTTP/1.1\nHost: localhost\nContent-Length: ten\n\n")]
    [InlineData("POST /api/teams/newsroom/runs HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\nzz\n{}\n0\n\n")]
    [InlineData("POST /api/teams/newsroom/runs HTTP/1.1\nHost: localhost\nTransfer-Encoding: gzip\n\n{}")]
    [InlineData(
        "POST /api/teams/newsroom/runs HTTP/1.1\nHost: localhost\nContent-Length: 2\nTransfer-Encoding: chunked\nConnection: "
            + "close\n\n0\n\n")]
    [InlineData("POST /api/teams/newsroom/runs HTTP/1.1\nHost: localhost\nContent-Type: \u0007\nContent-Length: 2\n\n[]")]
    [InlineData("POST /api/teams/newsroom/runs HTTP/1.1\nHost: localhost\nIdempotency-Key: a\u00ff\nContent-Length: 2\n\n{}")]
    public async Task Request_AgainstTheProtocol_IsNeverA5xx(string request)
    {
        var answer = await SendAsync(request.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Matches("^HTTP/1.1 [24][0-9][0-9] ", answer);
    }

    [Theory]
    [InlineData("GET /api/runs/%00 HTTP/1.1\nHost: localhost\n\n", 400)]
    [InlineData("GET /%00/x HTTP/1.1\nHost: localhost\n\n", 400)]
    [InlineData("nonsense\n\n", 400)]
    [InlineData("GET /api/runs HTTP/1.1\nHost: lo cal\n\n", 400)]
    [InlineData("LONG", 414)]
    public async Task Request_ThatTheServerRefusesItself_IsAProblemToo(string request, int status)
    {
        request = request.Replace(
            "LONG", $"GET /api/runs?{new string('a', 17_000)} HTTP/1.1\nHost: localhost\n\n", StringComparison.Ordinal);
        var answer = await SendAsync(request.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", answer, StringComparison.Ordinal);
        var body = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Contains($"Content-Length: {body.Length}\r\n", answer, StringComparison.Ordinal);
        var problem = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal(
            (status, "malformedRequest"), (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Request_ThatTheServerRefusesItself_LeavesTheAnswersBeforeItAlone()
    {
        var answer =
            await SendAsync(
                "GET /api/teams/nobody HTTP/1.1\r\nHost: localhost\r\n\r\nGET /api/health HTTP/1.1\r\nHost: "
                    + "localhost\r\nConnection: close\r\n\r\n",
                    toTheEnd: true);
        Assert.Contains("\"code\":\"teamNotFound\"}HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.EndsWith("""{"status":"ok"}""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_CutOff_LeavesTheHostServing()
    {
        using (var client = await ConnectAsync())
        {
            await client.SendAsync(Encoding.ASCII.GetBytes(
                "POST /api/teams/newsroom/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"mess"));
        }

        Assert.Equal(200, (await api.GetAsync("health")).Status);
    }

    private async Task<string> SendAsync(string request, bool toTheEnd = false)
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Encoding.Latin1.GetBytes(request));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[4096];
        var read = await client.ReceiveAsync(buffer, patience.Token);
        for (int more; toTheEnd && (more = await client.ReceiveAsync(buffer.AsMemory(read), patience.Token)) > 0;) read += more;
        return Encoding.Latin1.GetString(buffer, 0, read);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(
            IPAddress.Loopback, int.Parse(api.Url[(api.Url.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture));
        return socket;
    }
}
