using Microsoft.AspNetCore.Http;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>Servers of before <c>server/discover</c>, and sessions that a server forgets.</summary>
public class McpHandshakeTests
{
    [Theory]
    [InlineData(400, "", "")]
    [InlineData(401, "no", "text/plain")]
    [InlineData(403, "no", "text/plain")]
    [InlineData(404, "", "")]
    [InlineData(405, "", "")]
    [InlineData(406, """{"jsonrpc":"2.0","error":{"code":-32000,"message":"Not Acceptable"},"id":null}""", "application/json")]
    [InlineData(415, "", "")]
    [InlineData(422, """{"detail":[]}""", "application/json")]
    [InlineData(500, "Internal Server Error", "text/plain")]
    [InlineData(501, "", "")]
    [InlineData(503, """{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}""", "application/json")]
    [InlineData(302, "", "")]
    [InlineData(202, "", "")]
    [InlineData(204, "", "")]
    [InlineData(200, "<html><body>Welcome</body></html>", "text/html")]
    [InlineData(200, "{}", "application/json")]
    [InlineData(200, "[]", "application/json")]
    [InlineData(200, "not json", "application/json")]
    [InlineData(200, "", "application/json")]
    [InlineData(200, """{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid request"}}""", "application/json")]
    [InlineData(200, """{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid request"},"id":null}""", "application/json")]
    [InlineData(200, """{"jsonrpc":"2.0","result":{},"id":1}""", "application/json")]
    [InlineData(200, """{"jsonrpc":"2.0","result":{"supportedVersions":["2026-07-28"]},"id":99}""", "application/json")]
    [InlineData(200, "", "text/event-stream")]
    [InlineData(200, "data: {}\n\ndata: hello\n\n", "text/event-stream")]
    public async Task ListAsync_NoModernAnswerToDiscover_Initializes(int status, string body, string type)
    {
        await using var server = await McpTestServer.StartAsync("one");
        server.Before = async (method, context) =>
        {
            if (method != "server/discover") return false;
            await RecordingServer.Answer(context, body, status, type);
            return true;
        };
        using var tools = ToolHost.Mcp(server.Url);

        Assert.Equal(["one"], (await tools.ListAsync("docs")).Select(tool => tool.Name));

        Assert.Equal("done", (await tools.CallAsync("one")).Text);
        Assert.Contains(server.Requests, request => request.Body.Contains("\"initialize\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListAsync_DiscoverBreaksTheConnection_Initializes(bool halfAnAnswer)
    {
        await using var server = await McpTestServer.StartAsync("one");
        server.Before = async (method, context) =>
        {
            if (method != "server/discover") return false;
            if (halfAnAnswer) await RecordingServer.Break(context);
            else context.Abort();
            return true;
        };
        using var tools = ToolHost.Mcp(server.Url);

        Assert.Equal(["one"], (await tools.ListAsync("docs")).Select(tool => tool.Name));
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(
        400, """{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"},"id":null}""")]
    public async Task InvokeAsync_SessionIsGone_BegunAnewAndMadeOnce(int status, string body)
    {
        await using var server = await McpTestServer.StartAsync("one");
        server.Session = "first";
        using var tools = ToolHost.Mcp(server.Url);
        var one = Assert.Single(await tools.ListAsync("docs"));

        server.Session = "second";
        server.Before = async (method, context) =>
        {
            if (method is "initialize" or "server/discover" || context.Request.Headers["Mcp-Session-Id"] != "first") return false;
            await RecordingServer.Answer(context, body, status);
            return true;
        };
        var outcome = await tools.CallAsync(one, "{}", "docs");

        Assert.Equal(("done", true), (outcome.Text, outcome.Succeeded));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task InvokeAsync_SessionIsGoneAgain_NotMadeAndFreeToBeTriedAgain()
    {
        await using var server = await McpTestServer.StartAsync("one");
        server.Session = "first";
        using var tools = ToolHost.Mcp(server.Url);
        var one = Assert.Single(await tools.ListAsync("docs"));

        server.Before = async (method, context) =>
        {
            if (method != "tools/call") return false;
            await RecordingServer.Answer(context, "", 404);
            return true;
        };
        var outcome = await tools.CallAsync(one, "{}", "docs");

        Assert.Equal((false, true, false), (outcome.Succeeded, outcome.Transient, outcome.Unknown));
        Assert.Equal(2, server.Requests.Count(request => request.Body.Contains("tools/call", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ListAsync_SessionIsGone_BegunAnew()
    {
        await using var server = await McpTestServer.StartAsync("one");
        server.Session = "first";
        using var tools = ToolHost.Mcp(server.Url);
        server.Before = async (method, context) =>
        {
            if (method != "tools/list" || server.Session == "second") return false;
            server.Session = "second";
            await RecordingServer.Answer(context, "", StatusCodes.Status404NotFound);
            return true;
        };

        Assert.Single(await tools.ListAsync("docs"));
    }
}
