using System.Text.Json.Serialization;

namespace DurableTeams.Definitions.Tools;

/// <summary>Where an HTTP tool's calls go.</summary>
public sealed record HttpToolDefinition
{
    /// <summary>GET sends the arguments as query; POST, PUT, PATCH and DELETE as a JSON body.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The address; may hold <c>${NAME}</c> references.</summary>
    public required string Url { get; init; }

    /// <summary>Headers sent with each call; values may hold <c>${NAME}</c> references and are never shown.</summary>
    // Read into the dictionary that is there, with its comparer.
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public SortedDictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}
