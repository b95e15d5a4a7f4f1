using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

#pragma warning disable MCPEXP002 // The seams for results that are no tool's, such as tasks: experimental in the SDK.

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>What the server of one request can do.</summary>
internal static class McpServerSetup
{
    private const string Instructions =
        "Each tool is a team of agents, except get_run and cancel_run. A run goes on whatever becomes of the connection. "
        + "Where an answer says that a run goes on, call get_run with its runId.";

    private static readonly Implementation Info = new()
    {
        Name = "DurableTeams",
        Version =
            typeof(McpServerSetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                .Split('+')[0] ?? "0",
    };

    /// <summary>Sets it.</summary>
    public static void Configure(HttpContext http, McpServerOptions options, TimeSpan wait)
    {
        var parts = McpParts.Of(http);
        var calls = new McpCalls(http, parts, wait);
        options.ServerInfo = Info;
        options.ServerInstructions = Instructions;
        options.Capabilities = new ServerCapabilities
        {
            Tools = new ToolsCapability(),
            Extensions = new Dictionary<string, object>(StringComparer.Ordinal) { [McpTasks.Extension] = new JsonObject() },
        };
        options.Handlers.ListToolsHandler = (request, _) => request.Params?.Cursor is null
            ? ValueTask.FromResult(McpTools.List(parts.Teams, wait))
            : throw new McpProtocolException("The list of tools has one page.", McpErrorCode.InvalidParams);
        options.Handlers.CallToolWithAlternateHandler = calls.CallAsync;
        options.RequestHandlers = [.. new McpTasks(http, parts).Handlers()];
        options.Filters.Message.OutgoingFilters.Add(next => (context, cancellationToken) =>
        {
            if (context.JsonRpcMessage is JsonRpcError { Error: { } error }) McpErrors.Complete(error);
            return next(context, cancellationToken);
        });
    }
}
