using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>What a client can, by the revision that it speaks.</summary>
internal static class McpRevision
{
    // Requests say what their client can, and questions are results: there are no sessions.
    private const string WithoutSessions = "2026-07-28";

    /// <summary>Whether a request is of a revision without sessions. They are dates.</summary>
    public static bool IsNewest(JsonRpcRequest request) =>
        string.CompareOrdinal(request.Context?.ProtocolVersion, WithoutSessions) >= 0;

    /// <summary>Whether the client can show a form.</summary>
    public static bool CanBeAsked(HttpContext http, JsonRpcRequest request) => IsNewest(request)
        ? request.Context?.ClientCapabilities?.Elicitation?.Form is not null
        : http.Features.Get<McpCaller>()?.CanBeAsked == true;
}
