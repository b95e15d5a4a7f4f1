using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Testing.Servers;

/// <summary>
/// An MCP server over Streamable HTTP on a loopback port, of a protocol revision with a handshake: enough JSON-RPC for a
/// client to connect, list and call. The SDK's own server part for ASP.NET is not on every feed.
/// </summary>
public sealed class McpTestServer : IAsyncDisposable
{
    private RecordingServer _http = null!;

    /// <summary>The tools that are listed.</summary>
    public List<JsonObject> Tools { get; } = [];

    /// <summary>The calls, as sent.</summary>
    public ConcurrentQueue<JsonElement> Calls { get; } = new();

    /// <summary>How often the tools were asked for.</summary>
    public int Listings { get; private set; }

    /// <summary>Answers a call: its result, or null for an unknown tool.</summary>
    public Func<JsonElement, JsonNode?> Answer { get; set; } = _ => Text("done");

    /// <summary>The session that requests have to belong to; null where the server has none.</summary>
    public string? Session { get; set; }

    /// <summary>Answers a request by its method instead of the server, where it says so: true once it has.</summary>
    public Func<string, HttpContext, Task<bool>>? Before { get; set; }

    /// <summary>What follows a list of tools, given the cursor of the request.</summary>
    public Func<string?, string?> NextCursor { get; set; } = _ => null;

    /// <summary>Answers instead of the server where it is set.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public string Url => _http.Url + "/mcp";

    public IEnumerable<RecordedRequest> Requests => _http.Requests;

    public static async Task<McpTestServer> StartAsync(params string[] tools)
    {
        var server = new McpTestServer();
        foreach (var name in tools) server.Add(name);
        server._http = await RecordingServer.StartAsync(server.HandleAsync);
        return server;
    }

    public static JsonObject Text(string text, bool isError = false) => new()
    {
        ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
        ["isError"] = isError,
    };

    public McpTestServer Add(string name, string schema = """{"type":"object"}""", string? annotations = null)
    {
        var tool = new JsonObject { ["name"] = name, ["description"] = $"Does {name}", ["inputSchema"] = JsonNode.Parse(schema) };
        if (annotations is not null) tool["annotations"] = JsonNode.Parse(annotations);
        Tools.Add(tool);
        return this;
    }

    public ValueTask DisposeAsync() => _http.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        if (context.Request.Method != "POST")
        {
            context.Response.StatusCode = 405;
            return;
        }

        await HandleAsync(context, _http.Requests.Last());
    }

    /// <summary>Answers a request as the server does.</summary>
    public async Task HandleAsync(HttpContext context, RecordedRequest recorded)
    {
        var request = recorded.Json;
        var method = request.GetProperty("method").GetString()!;
        if (Before is { } before && await before(method, context)) return;
        if (Session is { } session)
        {
            if (method == "initialize") context.Response.Headers["Mcp-Session-Id"] = session;
            else if (method != "server/discover" && recorded.Headers.GetValueOrDefault("Mcp-Session-Id") != session)
            {
                context.Response.StatusCode = 404;
                return;
            }
        }

        if (!request.TryGetProperty("id", out var id))
        {
            context.Response.StatusCode = 202;
            return;
        }

        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = JsonNode.Parse(id.GetRawText()) };
        if (Result(request) is { } result) answer["result"] = result;
        else answer["error"] = new JsonObject { ["code"] = -32602, ["message"] = "Unknown tool or method" };
        await RecordingServer.Answer(context, answer.ToJsonString());
    }

    private JsonNode? Result(JsonElement request)
    {
        switch (request.GetProperty("method").GetString())
        {
            case "initialize":
                return new JsonObject
                {
                    ["protocolVersion"] = "2025-06-18",
                    ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
                    ["serverInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" },
                };
            case "tools/list":
                Listings++;
                var list = new JsonObject { ["tools"] = new JsonArray([.. Tools.Select(tool => tool.DeepClone())]) };
                var asked = request.TryGetProperty("params", out var page) && page.TryGetProperty("cursor", out var at)
                    ? at.GetString()
                    : null;
                if (NextCursor(asked) is { } next) list["nextCursor"] = next;
                return list;
            case "tools/call":
                Calls.Enqueue(request.GetProperty("params"));
                return Answer(request.GetProperty("params"));
            default:
                return null;
        }
    }
}
