using System.Text.Json;
using DurableTeams.Errors;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>
/// Sessions of revisions before 2026-07-28, whose clients say once what they can. The id alone says it again, so that any host
/// knows it, and after a restart. A client that cannot be asked gets none.
/// </summary>
internal static class McpSessions
{
    /// <summary>The header.</summary>
    public const string Header = "Mcp-Session-Id";

    private const string Asked = "dt-elicitation-";

    /// <summary>The session of a request; null where it names none.</summary>
    /// <exception cref="ApiException">404: it is none of ours. Clients then begin another.</exception>
    public static McpCaller? Read(HttpRequest request)
    {
        var id = request.Headers[Header].ToString();
        if (id.Length == 0) return null;
        return id.StartsWith(Asked, StringComparison.Ordinal)
            ? new McpCaller(CanBeAsked: true)
            : throw new ApiException(404, "sessionNotFound", "There is no such session; send initialize without one.");
    }

    /// <summary>The session that a first message begins; null where it needs none.</summary>
    public static string? Begin(JsonElement message) =>
        message.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String
            && method.ValueEquals("initialize")
            && message.TryGetProperty("params", out var its) && its.ValueKind == JsonValueKind.Object
            && its.TryGetProperty("capabilities", out var can) && can.ValueKind == JsonValueKind.Object
            && can.TryGetProperty("elicitation", out var asked) && asked.ValueKind == JsonValueKind.Object
            && (asked.TryGetProperty("form", out _) || !asked.TryGetProperty("url", out _))
            ? Asked + Guid.NewGuid().ToString("N")
            : null;
}

/// <summary>What is known of who calls.</summary>
/// <param name="CanBeAsked">Whether its session says that forms can be shown.</param>
internal sealed record McpCaller(bool CanBeAsked);
