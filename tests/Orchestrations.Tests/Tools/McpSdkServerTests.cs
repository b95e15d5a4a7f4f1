using System.Text.Json;
using DurableTeams.Definitions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>Against the SDK's own server, which speaks the newest revision: no handshake, no session.</summary>
public class McpSdkServerTests
{
    private IEnumerable<RecordedRequest> _requests = [];

    [Fact]
    public async Task ListAndCall_NewestRevision_ToolsAndResults()
    {
        await using var http = await RecordingServer.StartAsync(context => HandleAsync(context));
        _requests = http.Requests;
        using var tools = ToolHost.Mcp(http.Url + "/mcp", server: mcp => mcp with { Gated = ["fail"] });

        var offered = await tools.ListAsync("docs");
        var added = await tools.CallAsync("add", """{"a":2,"b":3}""", "m1/c1");
        var failed = await tools.CallAsync("fail", key: "m1/c2");

        Assert.Equal([("add", ApprovalKind.None), ("fail", ApprovalKind.Confirmation)], offered.Select(t => (t.Name, t.Approval))
            .OrderBy(t => t.Name));
        Assert.Equal(("5", true), (added.Text, added.Succeeded));
        Assert.Equal((false, false), (failed.Succeeded, failed.Transient));
        Assert.Contains("not today", failed.Text, StringComparison.Ordinal);
        var calls = http.Requests.Where(r => r.Body.Contains("tools/call", StringComparison.Ordinal)).ToList();
        Assert.Equal(["m1/c1", "m1/c2"], calls.Select(r => r.Headers["Idempotency-Key"]));
        Assert.Equal(["m1/c1", "m1/c2"], calls.Select(r => r.Json.GetProperty("params").GetProperty("_meta")
            .GetProperty("Idempotency-Key").GetString()));
        Assert.DoesNotContain(http.Requests, r => r.Body.Contains("\"initialize\"", StringComparison.Ordinal));
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Method != "POST")
        {
            context.Response.StatusCode = 405;
            return;
        }

        var message = JsonSerializer.Deserialize<JsonRpcMessage>(_requests.Last().Body, McpJsonUtilities.DefaultOptions)!;
        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "sdk", Version = "1" },
            ToolCollection =
            [
                McpServerTool.Create(AIFunctionFactory.Create((int a, int b) => a + b, "add")),
                McpServerTool.Create(AIFunctionFactory.Create(string () => throw new McpException("not today"), "fail")),
            ],
        });
        var running = server.RunAsync(context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        if (!await transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted))
            context.Response.StatusCode = 202;
        await transport.DisposeAsync();
        await running;
    }
}
