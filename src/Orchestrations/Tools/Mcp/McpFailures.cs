using System.Globalization;
using System.Net.Sockets;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Models;
using DurableTeams.Outbound;
using ModelContextProtocol;

namespace DurableTeams.Tools.Mcp;

/// <summary>Turns exceptions of the MCP client into messages without secrets.</summary>
internal static class McpFailures
{
    /// <summary>The failure of a call, for the model.</summary>
    public static ToolOutcome OfCall(Exception failure, McpExchange exchange, Redaction secrets) => failure switch
    {
        // The answer's status is a success, so the tool ran.
        _ when exchange.TooLong =>
            new ToolOutcome($"The tool ran, but its answer cannot be read: {McpBodies.TooLong()}.", Succeeded: false),
        // The server refused before it did anything, unless it reports an error of its own.
        McpProtocolException refused =>
            new ToolOutcome(
                secrets.Remove(refused.Message), Succeeded: false, Unknown: refused.ErrorCode == McpErrorCode.InternalError),
        _ => new ToolOutcome($"The MCP server cannot be used: {Words(failure, secrets)}", Succeeded: false, IsTransient(
            failure), exchange.MayHaveRun)
        {
            RetryAfter = exchange.RetryAfter,
        },
    };

    /// <summary>The failure to list a server's tools: the agent's turn cannot start.</summary>
    public static ModelException OfList(string entry, Exception failure, Redaction secrets) =>
        new($"The tools of the MCP server '{entry}' cannot be listed: {Words(failure, secrets)}", IsTransient(failure));

    /// <summary>Whether the server or the connection failed, and not this code.</summary>
    public static bool IsKnown(Exception failure) =>
        failure is McpException or HttpRequestException or IOException or SocketException or TimeoutException
            or DefinitionException
            or OperationCanceledException or InvalidOperationException or System.Text.Json.JsonException;

    private static string Words(Exception failure, Redaction secrets) => Status(failure) is { } status
        ? string.Create(CultureInfo.InvariantCulture, $"it answered {status}")
        : secrets.Remove(failure.Message);

    // 404 ends a session, and the next attempt opens another.
    private static bool IsTransient(Exception failure) =>
        failure is not (DefinitionException or McpLimitException) && failure.InnerException is not OutboundRefusedException
            && (Status(failure) is not { } status || status is 404 or 408 or 429 or >= 500);

    private static int? Status(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is HttpRequestException { StatusCode: { } status }) return (int)status;
        }

        return null;
    }
}
