using System.Text.Json.Serialization;

namespace DurableTeams.Definitions.Tools;

/// <summary>An MCP server, all of whose tools the entry stands for.</summary>
public sealed record McpToolDefinition
{
    /// <summary>The address of its Streamable HTTP endpoint; may hold <c>${NAME}</c> references.</summary>
    public required string Url { get; init; }

    /// <summary>Headers sent with each request; values may hold <c>${NAME}</c> references and are never shown.</summary>
    // Read into the dictionary that is there, with its comparer.
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public SortedDictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The tools, by the server's names, that a person confirms where the entry's <c>approval</c> gates none; null where there
    /// are none.
    /// </summary>
    public IReadOnlyList<string>? Gated { get; init; }
}
