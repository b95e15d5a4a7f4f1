using DurableTeams.Tools;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>Whether a call that failed may have been made: what must not be made twice depends on it.</summary>
public class McpOutcomeTests
{
    public static TheoryData<string, bool, bool> Ends => new()
    {
        // how it ended, whether it may have run, whether another attempt may help
        { "connection dropped", true, true },
        { "half an answer", true, true },
        { "408", true, true },
        { "500", true, true },
        { "503", true, true },
        { "events that end without an answer", true, true },
        { "202 without an answer", true, true },
        { "a page instead of an answer", true, true },
        { "internal error", true, false },
        { "400", false, false },
        { "403", false, false },
        { "404", false, true },
        { "429", false, true },
        { "invalid parameters", false, false },
        { "tool's own error", false, false },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task InvokeAsync_CallFails_UnknownUnlessItCertainlyDidNotRun(string end, bool unknown, bool transient)
    {
        await using var server = await McpTestServer.StartAsync("one");
        using var tools = ToolHost.Mcp(server.Url);
        var one = Assert.Single(await tools.ListAsync("docs"));
        server.Before = async (method, context) =>
        {
            if (method != "tools/call") return false;
            await EndAsync(context, end, server.Requests.Last().Json.GetProperty("id").GetRawText());
            return true;
        };

        var outcome = await tools.CallAsync(one, "{}", "docs");

        Assert.Equal((false, unknown, transient), (outcome.Succeeded, outcome.Unknown, outcome.Transient));
    }

    [Fact]
    public async Task InvokeAsync_NobodyListens_CertainlyNotRun()
    {
        var server = await McpTestServer.StartAsync("one");
        using var tools = ToolHost.Mcp(server.Url);
        var one = Assert.Single(await tools.ListAsync("docs"));
        await server.DisposeAsync();

        var outcome = await tools.CallAsync(one, "{}", "docs");

        Assert.Equal((false, false, true), (outcome.Succeeded, outcome.Unknown, outcome.Transient));
        Assert.Equal(ToolState.Away, (await tools.StandAsync(one, "docs")).State);
    }

    [Fact]
    public async Task InvokeAsync_RetryAfter_Surfaced()
    {
        await using var server = await McpTestServer.StartAsync("one");
        using var tools = ToolHost.Mcp(server.Url);
        var one = Assert.Single(await tools.ListAsync("docs"));
        server.Before = async (method, context) =>
        {
            if (method != "tools/call") return false;
            context.Response.Headers.RetryAfter = "12.5";
            await RecordingServer.Answer(context, "", 429);
            return true;
        };

        Assert.Equal(TimeSpan.FromSeconds(12.5), (await tools.CallAsync(one, "{}", "docs")).RetryAfter);
    }

    private static async Task EndAsync(HttpContext context, string end, string id)
    {
        switch (end)
        {
            case "connection dropped":
                context.Abort();
                break;
            case "half an answer":
                context.Response.ContentType = "application/json";
                await RecordingServer.Break(context);
                break;
            case "events that end without an answer":
                await RecordingServer.Answer(
                    context,
                    "id: 7\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}\n\n",
                    200,
                    "text/event-stream");
                break;
            case "202 without an answer":
                await RecordingServer.Answer(context, "", 202);
                break;
            case "a page instead of an answer":
                await RecordingServer.Answer(context, "<html>", 200, "text/html");
                break;
            case "internal error":
                await RecordingServer.Answer(
                    context, $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32603,"message":"broke"}}""");
                break;
            case "invalid parameters":
                await RecordingServer.Answer(
                    context, $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32602,"message":"no"}}""");
                break;
            case "tool's own error":
                await RecordingServer.Answer(
                    context,
                    $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{"content":[{"type":"text","text":"no"}],"isError":true}}""");
                break;
            default:
                await RecordingServer.Answer(
                    context, "", int.Parse(end, System.Globalization.CultureInfo.InvariantCulture), "text/plain");
                break;
        }
    }
}
