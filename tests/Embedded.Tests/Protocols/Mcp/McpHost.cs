using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Embedded.Tests.Protocols.Mcp;

/// <summary>Frames and clients for the server of a host.</summary>
internal static class McpHost
{
    public const string Newest = "2026-07-28";
    public const string Old = "2025-11-25";

    /// <summary>Sends a frame as it is.</summary>
    public static async Task<(int Status, JsonElement Message, string? Session)> FrameAsync(
        this ApiHost api, string frame, string? version = null, string? session = null,
        string accept = "application/json, text/event-stream")
    {
        List<(string, string)> headers = [("Accept", accept)];
        if (version is not null) headers.Add(("MCP-Protocol-Version", version));
        if (session is not null) headers.Add(("Mcp-Session-Id", session));
        if (version == Newest && frame.StartsWith('{') && Find(frame, "method") is { } method)
        {
            headers.Add(("Mcp-Method", method.GetString()!));
            if ((Find(frame, "params", "name") ?? Find(frame, "params", "taskId")) is { } name)
                headers.Add(("Mcp-Name", name.GetString()!));
        }

        using var response = await api.SendAsync("mcp", frame, [.. headers]);
        var text = await response.Content.ReadAsStringAsync();
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            text = text.Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..];
        return (
            (int)response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text),
            response.Headers.TryGetValues("Mcp-Session-Id", out var ids) ? ids.Single() : null);
    }

    /// <summary>A frame of the newest revision.</summary>
    public static string Frame(string method, string members = "", string capabilities = "{}") => $$"""
        {"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{ {{members}}{{(members.Length > 0 ? "," : "")}}
          "_meta":{"io.modelcontextprotocol/protocolVersion":"{{Newest}}",
                   "io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},
                   "io.modelcontextprotocol/clientCapabilities":{{capabilities}} } } }
        """;

    /// <summary>The official client.</summary>
    /// <param name="api">The host.</param>
    /// <param name="version">The revision that it speaks.</param>
    /// <param name="answer">What its person answers; null where it cannot ask.</param>
    public static Task<McpClient> ConnectAsync(
        this ApiHost api, string version = Newest, Func<ElicitRequestParams, ElicitResult>? answer = null) =>
            McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions
            {
                Endpoint = new Uri(api.Http.BaseAddress!, "/mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
            }),
            new McpClientOptions
            {
                ProtocolVersion = version,
                Handlers = new McpClientHandlers
                {
                    ElicitationHandler = answer is null ? null : (asked, _) => ValueTask.FromResult(answer(asked!)),
                },
            });

    /// <summary>Calls a tool.</summary>
    public static async Task<CallToolResult> AskAsync(this McpClient client, string tool, object arguments) =>
        await client.CallToolAsync(
            tool, JsonSerializer.SerializeToElement(arguments).EnumerateObject()
                .ToDictionary(one => one.Name, one => (object?)one.Value));

    public static string Text(this CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    public static string? Code(this CallToolResult result) =>
        result.StructuredContent?.GetProperty("error").GetProperty("code").GetString();

    public static ElicitResult Accept(params (string Name, object Value)[] fields) => new()
    {
        Action = "accept",
        Content = fields.ToDictionary(one => one.Name, one => JsonSerializer.SerializeToElement(one.Value)),
    };

    private static JsonElement? Find(string frame, params string[] path)
    {
        JsonElement? at = JsonElement.Parse(frame);
        foreach (var name in path)
            at = at is { ValueKind: JsonValueKind.Object } its && its.TryGetProperty(name, out var next) ? next : null;
        return at is { ValueKind: JsonValueKind.String } ? at : null;
    }
}
