using System.Text.Json;
using System.Text.Json.Nodes;

namespace DurableTeams.Storage;

/// <summary>JSON Merge Patch, RFC 7396: objects merge by key, null removes a key, anything else replaces.</summary>
public static class JsonMergePatch
{
    /// <summary>The target with the patch applied; no target is an empty object.</summary>
    public static JsonElement Apply(JsonElement? target, JsonElement patch) =>
        JsonSerializer.SerializeToElement(Merge(Node(target), Node(patch), keepNulls: false), ContractJson.Options);

    /// <summary>One patch that does what the two do one after the other.</summary>
    public static JsonElement Compose(JsonElement first, JsonElement second) =>
        JsonSerializer.SerializeToElement(Merge(Node(first), Node(second), keepNulls: true), ContractJson.Options);

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch, bool keepNulls)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var merged = target is JsonObject from ? from.DeepClone().AsObject() : [];
        foreach (var (key, value) in changes)
        {
            if (value is null && !keepNulls) merged.Remove(key);
            else merged[key] = Merge(merged[key], value, keepNulls);
        }

        return merged;
    }

    private static JsonNode? Node(JsonElement? element) => element is { } json ? JsonSerializer.SerializeToNode(json) : null;
}
