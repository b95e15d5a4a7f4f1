using System.Text;
using DurableTeams.Models;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>How much is taken from a server: what is longer is cut and says so, what has no end is ended.</summary>
public class McpBoundTests
{
    private const int MaxBytes = 1024 * 1024;
    private const string Cut = "\n[cut: longer than 1048576 bytes]";

    [Theory]
    [InlineData("application/json", 2 * MaxBytes)]
    [InlineData("application/json", 0)]
    [InlineData("text/event-stream", 2 * MaxBytes)]
    [InlineData("text/event-stream", 0)]
    public async Task InvokeAsync_LongAnswer_CutAsAnHttpToolsIs(string type, int length)
    {
        await using var server = await McpTestServer.StartAsync("one");
        // Of length 0 it has no end.
        using var tools = await ServeAsync(
            server,
            type,
            id => $$"""{"jsonrpc":"2.0","id":{{id}},"result":{"content":[{"type":"text","text":" """.TrimEnd(),
            "aé",
            length);

        var outcome = await tools.CallAsync("one");

        Assert.True(outcome.Succeeded, outcome.Text);
        var end = outcome.Text.LastIndexOf('\n');
        Assert.Equal(length == 0 ? Cut : $"{Cut[..^1]}; the whole has {length / 3 * 3}]", outcome.Text[end..]);
        Assert.InRange(Encoding.UTF8.GetByteCount(outcome.Text[..end]), MaxBytes - 4, MaxBytes);
        Assert.DoesNotContain('\ufffd', outcome.Text);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task InvokeAsync_EndlessAnswerOfEscapesAndIdLast_CutWhereItWasRead(string type)
    {
        await using var server = await McpTestServer.StartAsync("one");
        using var tools = await ServeAsync(
            server,
            type,
            _ => """{"jsonrpc":"2.0","result":{"content":[{"type":"text","text":" """.TrimEnd(),
            """\ud83d\ude00\n""",
            0);

        var outcome = await tools.CallAsync("one");

        Assert.True(outcome.Succeeded, outcome.Text);
        Assert.StartsWith("😀\n😀\n", outcome.Text, StringComparison.Ordinal);
        Assert.EndsWith("bytes]", outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task InvokeAsync_EndlessAnswerThatIsNoText_ToldThatItRan(string type)
    {
        await using var server = await McpTestServer.StartAsync("one");
        using var tools = await ServeAsync(
            server, type, id => $$"""{"jsonrpc":"2.0","id":{{id}},"result":{"structuredContent":[1 """.TrimEnd(), ",2", 0);

        var outcome = await tools.CallAsync("one");

        Assert.Equal(
            ("The tool ran, but its answer cannot be read: it answered more than 4194304 bytes.", false, false, false),
            (outcome.Text, outcome.Succeeded, outcome.Transient, outcome.Unknown));
    }

    [Theory]
    [InlineData(": nothing to say\n\n")]
    [InlineData(
        "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":\"x\"}}\n\n")]
    [InlineData("x")]
    public async Task InvokeAsync_EventsWithoutEnd_EndedAndUnknown(string repeated)
    {
        await using var server = await McpTestServer.StartAsync("one");
        using var tools = await ServeAsync(server, "text/event-stream", _ => "", string.Concat(
            Enumerable.Repeat(repeated, 1 + (8_000 / repeated.Length))), 0, frame: false);

        var outcome = await tools.CallAsync("one");

        Assert.False(outcome.Succeeded);
    }

    [Fact]
    public async Task InvokeAsync_LongErrorPage_ToldByItsStatus()
    {
        await using var server = await McpTestServer.StartAsync("one");
        using var tools = ToolHost.Mcp(server.Url);
        await tools.ListAsync("docs");
        server.Before = async (method, context) =>
        {
            if (method != "tools/call") return false;
            context.Response.StatusCode = 500;
            await EndlessAsync(context, "no");
            return true;
        };

        Assert.Equal("The MCP server cannot be used: it answered 500", (await tools.CallAsync("one")).Text);
    }

    [Fact]
    public async Task ListAsync_PagesWithoutEnd_PermanentAndSaysSo()
    {
        await using var server = await McpTestServer.StartAsync("one");
        server.NextCursor = cursor => cursor + "x";
        using var tools = ToolHost.Mcp(server.Url);

        var failure = await Assert.ThrowsAsync<ModelException>(async () => await tools.ListAsync("docs"));

        Assert.Equal(
            ("The tools of the MCP server 'docs' cannot be listed: its list of tools has more than 100 pages", false),
            (failure.Message, failure.Transient));
        Assert.Equal(100, server.Listings);
    }

    [Fact]
    public async Task ListAsync_SomePages_AllTools()
    {
        await using var server = await McpTestServer.StartAsync("one");
        server.NextCursor = cursor =>
        {
            server.Tools.Clear();
            server.Add(cursor is null ? "two" : "three");
            return cursor is null ? "2" : null;
        };
        using var tools = ToolHost.Mcp(server.Url);

        Assert.Equal(["one", "two"], (await tools.ListAsync("docs")).Select(tool => tool.Name));
    }

    [Theory]
    [InlineData(1_001, 1, "it has more than 1000 tools")]
    [InlineData(50, 100_000, "its tools' descriptions and parameters have more than 4194304 characters")]
    public async Task ListAsync_TooMuch_PermanentAndSaysSo(int count, int descriptions, string reason)
    {
        await using var server = await McpTestServer.StartAsync();
        var n = 0;
        server.NextCursor = _ =>
        {
            // The next page: one answer alone has a bound, too.
            server.Tools.Clear();
            for (var i = 0; i < 26 && n < count; i++, n++)
                server.Add($"t{n}", $$"""{"type":"object","description":"{{new string('x', descriptions)}}"}""");
            return server.Tools.Count == 0 ? null : "more";
        };
        using var tools = ToolHost.Mcp(server.Url);

        var failure = await Assert.ThrowsAsync<ModelException>(async () => await tools.ListAsync("docs"));

        Assert.Equal(
            ($"The tools of the MCP server 'docs' cannot be listed: {reason}", false), (failure.Message, failure.Transient));
    }

    [Theory]
    [InlineData("tools/list", "application/json")]
    [InlineData("tools/list", "text/event-stream")]
    [InlineData("initialize", "application/json")]
    public async Task ListAsync_AnswerWithoutEnd_FailsAndSaysWhy(string of, string type)
    {
        await using var server = await McpTestServer.StartAsync("one");
        server.Before = async (method, context) =>
        {
            if (method != of) return false;
            context.Response.ContentType = type;
            await context.Response.WriteAsync(
                "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\""[(type == "application/json" ? 6 : 0)..]);
            await EndlessAsync(context, "x");
            return true;
        };
        using var tools = ToolHost.Mcp(server.Url);

        var failure = await Assert.ThrowsAsync<ModelException>(async () => await tools.ListAsync("docs"));

        Assert.Equal(
            ("The tools of the MCP server 'docs' cannot be listed: it answered more than 4194304 bytes", false),
            (failure.Message, failure.Transient));
    }

    [Fact]
    public async Task ListAsync_DiscoverWithoutEnd_Initializes()
    {
        await using var server = await McpTestServer.StartAsync("one");
        server.Before = async (method, context) =>
        {
            if (method != "server/discover") return false;
            context.Response.ContentType = "application/json";
            await EndlessAsync(context, "[");
            return true;
        };
        using var tools = ToolHost.Mcp(server.Url);

        Assert.Single(await tools.ListAsync("docs"));
    }

    private static async Task<ToolHost> ServeAsync(
        McpTestServer server, string type, Func<string, string> start, string repeated, int length, bool frame = true)
    {
        var tools = ToolHost.Mcp(server.Url);
        await tools.ListAsync("docs");
        server.Before = async (method, context) =>
        {
            if (method != "tools/call") return false;
            var id = server.Requests.Last().Json.GetProperty("id").GetRawText();
            var events = type == "text/event-stream";
            context.Response.ContentType = type;
            if (frame) await context.Response.WriteAsync((events ? "event: message\ndata: " : "") + start(id));
            if (length == 0) await EndlessAsync(context, repeated);
            else
                await context.Response.WriteAsync(string.Concat(Enumerable.Repeat(
                    repeated, length / Encoding.UTF8.GetByteCount(repeated))) + "\"}]}}" + (events ? "\n\n" : ""));
            return true;
        };
        return tools;
    }

    private static async Task EndlessAsync(HttpContext context, string repeated)
    {
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, 1 + (60_000 / repeated.Length))));
        try
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // Nobody listens any more.
        }
    }
}
