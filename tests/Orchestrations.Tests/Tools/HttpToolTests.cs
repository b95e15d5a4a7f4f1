using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Tools;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Orchestrations.Tests.Tools;

public class HttpToolTests
{
    [Theory]
    [InlineData("POST")]
    [InlineData("put")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task InvokeAsync_NotGet_SendsArgumentsAsJsonBody(string method)
    {
        await using var server = await RecordingServer.StartAsync("done");
        using var host = ToolHost.Http(server.Url + "/send?a=1", method);

        var outcome = await host.InvokeAsync("""{"text":"héllo 😀","n":1.50,"deep":{"x":[1,null]}}""");

        Assert.True(outcome.Succeeded);
        Assert.Equal("done", outcome.Text);
        Assert.Equal(method.ToUpperInvariant(), server.Single.Method);
        Assert.Equal("/send?a=1", server.Single.Target);
        Assert.Equal("application/json", server.Single.Headers["Content-Type"]);
        Assert.Equal("héllo 😀", server.Single.Json.GetProperty("text").GetString());
        Assert.EndsWith(""","n":1.50,"deep":{"x":[1,null]}}""", server.Single.Body, StringComparison.Ordinal);
        Assert.Equal("m1/c1", server.Single.Headers["Idempotency-Key"]);
    }

    [Theory]
    [InlineData("12.5", 12.5)]
    [InlineData("soon", null)]
    public async Task InvokeAsync_RetryAfter_IsWhatItAsksFor(string header, double? seconds)
    {
        await using var server = await RecordingServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = header;
            return RecordingServer.Answer(context, "busy", 429);
        });
        using var host = ToolHost.Http(server.Url);

        Assert.Equal(seconds, (await host.InvokeAsync()).RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("""{"q":"a b&c=d/é?#"}""", "/s?q=a%20b%26c%3Dd%2F%C3%A9%3F%23")]
    [InlineData("""{"n":1.50,"b":true,"z":null}""", "/s?n=1.50&b=true")]
    [InlineData("""{"tag":["x","y",2],"none":[]}""", "/s?tag=x&tag=y&tag=2")]
    [InlineData("""{"where":{"a":1}}""", "/s?where=%7B%22a%22%3A1%7D")]
    [InlineData("""{}""", "/s")]
    [InlineData("""{"../../admin":"@evil.example/"}""", "/s?..%2F..%2Fadmin=%40evil.example%2F")]
    public async Task InvokeAsync_Get_SendsArgumentsAsQuery(string arguments, string target)
    {
        await using var server = await RecordingServer.StartAsync("found");
        using var host = ToolHost.Http(server.Url + "/s", "GET");

        var outcome = await host.InvokeAsync(arguments);

        Assert.True(outcome.Succeeded);
        Assert.Equal("GET", server.Single.Method);
        Assert.Equal(target, server.Single.Target);
        Assert.Equal("", server.Single.Body);
    }

    [Fact]
    public async Task InvokeAsync_GetWithOwnQuery_KeepsItAndIgnoresArgumentsOfItsNames()
    {
        await using var server = await RecordingServer.StartAsync("found");
        using var host = ToolHost.Http(server.Url + "/a%2Fb?key=s%2B1&flag#part", "GET");

        await host.InvokeAsync("""{"key":"mine","flag":1,"q":"x"}""");

        Assert.Equal("/a%2Fb?key=s%2B1&flag&q=x", server.Single.Target);
    }

    [Fact]
    public async Task InvokeAsync_EnvironmentReferences_ExpandedInUrlAndHeaders()
    {
        await using var server = await RecordingServer.StartAsync("");
        using var host = ToolHost.Http("${BASE}/send", headers: new Dictionary<string, string>
        {
            ["Authorization"] = "Bearer ${TG}",
            ["Content-Type"] = "application/vnd.own+json",
            ["Idempotency-Key"] = "not this one",
        }, environment: new Settings { ["BASE"] = server.Url, ["TG"] = "secret-123\n" });

        var outcome = await host.InvokeAsync();

        Assert.Equal("", outcome.Text);
        Assert.Equal("/send", server.Single.Target);
        Assert.Equal("Bearer secret-123", server.Single.Headers["Authorization"]);
        Assert.Equal("application/vnd.own+json", server.Single.Headers["Content-Type"]);
        Assert.Equal("m1/c1", server.Single.Headers["Idempotency-Key"]);
    }

    [Theory]
    [InlineData("${MISSING}", "x", "the environment variable MISSING is not set")]
    [InlineData("ftp://host/", "x", "ftp://host/")]
    [InlineData("http://127.0.0.1:1/", "${BROKEN}", "X-Own")]
    [InlineData("http://127.0.0.1:1/", "é", "X-Own")]
    public async Task InvokeAsync_DefinitionCannotBeUsed_PermanentErrorWithoutValues(string url, string header, string expected)
    {
        using var host = ToolHost.Http(url, headers: new Dictionary<string, string> { ["X-Own"] = header },
            environment: new Settings { ["BROKEN"] = "one\r\ntwo" });

        var outcome = await host.InvokeAsync();

        Assert.False(outcome.Succeeded);
        Assert.False(outcome.Transient);
        Assert.Contains(expected, outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("two", outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m1/call 1", "m1/call%201")]
    [InlineData("m1/é\r\nX: 1", "m1/%C3%A9%0D%0AX:%201")]
    [InlineData("m1/😀", "m1/%F0%9F%98%80")]
    [InlineData("m1/a%b~#2", "m1/a%b~#2")]
    public async Task InvokeAsync_StrangeCallId_EncodedInHeader(string key, string sent)
    {
        await using var server = await RecordingServer.StartAsync("");
        using var host = ToolHost.Http(server.Url);

        Assert.True((await host.InvokeAsync(key: key)).Succeeded);
        Assert.Equal(sent, server.Single.Headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task InvokeAsync_EndlessCallIds_StayApartInHeadersThatFit()
    {
        await using var server = await RecordingServer.StartAsync("");
        using var host = ToolHost.Http(server.Url);

        foreach (var end in (string[])["a", "a", "b"]) await host.InvokeAsync(key: "m1/" + new string('x', 100_000) + end);

        var keys = server.Requests.Select(r => r.Headers["Idempotency-Key"]).ToList();
        Assert.All(keys, key => Assert.Equal(256, key.Length));
        Assert.Equal(keys[0], keys[1]);
        Assert.NotEqual(keys[0], keys[2]);
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(408, true)]
    [InlineData(409, false)]
    [InlineData(422, false)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    public async Task InvokeAsync_ErrorStatus_TellsStatusAndBody(int status, bool transient)
    {
        await using var server = await RecordingServer.StartAsync("no such thing", status);
        using var host = ToolHost.Http(server.Url);

        var outcome = await host.InvokeAsync();

        Assert.False(outcome.Succeeded);
        Assert.Equal(transient, outcome.Transient);
        Assert.Equal($"HTTP {status}: no such thing", outcome.Text);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(204)]
    public async Task InvokeAsync_SuccessWithoutBody_EmptyResult(int status)
    {
        await using var server = await RecordingServer.StartAsync("", status);
        using var host = ToolHost.Http(server.Url);

        Assert.Equal(new ToolOutcome("", true), await host.InvokeAsync());
    }

    [Fact]
    public async Task InvokeAsync_LongErrorBody_CutAt2000()
    {
        await using var server = await RecordingServer.StartAsync(new string('e', 5000), 500);
        using var host = ToolHost.Http(server.Url);

        Assert.Equal("HTTP 500: " + new string('e', 2000) + "…", (await host.InvokeAsync()).Text);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task InvokeAsync_Redirect_ErrorAndNotFollowed(int status)
    {
        await using var server = await RecordingServer.StartAsync(context =>
        {
            context.Response.Headers.Location = "/elsewhere";
            return RecordingServer.Answer(context, "", status);
        });
        using var host = ToolHost.Http(server.Url);

        var outcome = await host.InvokeAsync();

        Assert.Equal($"HTTP {status} (a redirect to /elsewhere; redirects are not followed)", outcome.Text);
        Assert.False(outcome.Succeeded || outcome.Transient);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task InvokeAsync_ConnectionBreaksInAnswer_TransientError()
    {
        await using var server = await RecordingServer.StartAsync(RecordingServer.Break);
        using var host = ToolHost.Http(server.Url);

        var outcome = await host.InvokeAsync();

        Assert.False(outcome.Succeeded);
        Assert.True(outcome.Transient);
        Assert.StartsWith("The connection to the tool failed", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_ServerClosesInsteadOfAnswering_SentOnce()
    {
        // .NET repeats a GET without body by itself when this happens.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var requests = 0;
        var serving = Task.Run(async () =>
        {
            while (await AcceptAsync(listener) is { } accepted)
            {
                using var connection = accepted;
                var stream = connection.GetStream();
                var buffer = new byte[4096];
                while (await stream.ReadAsync(buffer) > 0 && Interlocked.Increment(ref requests) == 1)
                {
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst"u8.ToArray());
                }
            }
        });
        using var host = ToolHost.Http($"http://{listener.LocalEndpoint}/", "GET");

        Assert.Equal("first", (await host.InvokeAsync()).Text);
        var outcome = await host.InvokeAsync();
        listener.Stop();
        await serving;

        Assert.True(outcome.Transient);
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task InvokeAsync_NothingListens_TransientError()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var host = ToolHost.Http($"http://127.0.0.1:{port}/");

        Assert.True((await host.InvokeAsync()).Transient);
    }

    [Fact]
    public async Task InvokeAsync_SlowAnswer_TransientErrorAfterTimeout()
    {
        await using var server = await RecordingServer.StartAsync(RecordingServer.Hang);
        using var host = ToolHost.Http(server.Url, change: tool => tool with { Timeout = TimeSpan.FromMilliseconds(200) });

        var outcome = await host.InvokeAsync();

        Assert.Equal("The tool did not answer within 200ms.", outcome.Text);
        Assert.True(outcome.Transient);
    }

    [Fact]
    public async Task InvokeAsync_SlowBody_TransientErrorAfterTimeout()
    {
        await using var server = await RecordingServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync("begin");
            await context.Response.Body.FlushAsync();
            await RecordingServer.Hang(context);
        });
        using var host = ToolHost.Http(server.Url, change: tool => tool with { Timeout = TimeSpan.FromMilliseconds(300) });

        Assert.True((await host.InvokeAsync()).Transient);
    }

    [Fact]
    public async Task InvokeAsync_Cancelled_Throws()
    {
        using var cancellationToken = new CancellationTokenSource();
        await using var server = await RecordingServer.StartAsync(context =>
        {
            cancellationToken.Cancel();
            return RecordingServer.Hang(context);
        });
        using var host = ToolHost.Http(server.Url);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.InvokeAsync(
            cancellationToken: cancellationToken.Token));
    }

    [Fact]
    public async Task InvokeAsync_ArgumentsThatNoOneCanRead_ErrorNotException()
    {
        await using var server = await RecordingServer.StartAsync("");
        using var post = ToolHost.Http(server.Url);
        using var get = ToolHost.Http(server.Url, "GET");

        foreach (var host in (ToolHost[])[post, get])
        {
            var outcome = await host.InvokeAsync("""{"text":"\ud800"}""");
            Assert.False(outcome.Succeeded || outcome.Transient);
        }

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task InvokeAsync_QueryLongerThanAnyAddress_ErrorNotException()
    {
        using var host = ToolHost.Http("http://127.0.0.1:1/", "GET");

        Assert.False((await host.InvokeAsync(JsonSerializer.Serialize(new { q = new string('x', 100_000) }))).Succeeded);
    }

    [Fact]
    public void Describe_HttpTool_AsTheFileSays()
    {
        using var host = ToolHost.Http("http://h/", change: tool => tool with { Approval = ApprovalKind.Confirmation });

        var tool = host.Describe("tool")!;

        Assert.Equal(("tool", "", ApprovalKind.Confirmation), (tool.Name, tool.Description, tool.Approval));
        Assert.Equal("""{"type":"object","properties":{}}""", tool.Parameters.GetRawText());
        Assert.Null(host.Describe("other"));
    }

    private static async Task<TcpClient?> AcceptAsync(TcpListener listener)
    {
        try
        {
            return await listener.AcceptTcpClientAsync();
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
        {
            return null;
        }
    }
}
