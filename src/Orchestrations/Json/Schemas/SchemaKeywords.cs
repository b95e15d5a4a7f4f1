using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>Reads the keywords of a schema. A keyword of the wrong form counts as missing.</summary>
internal static class SchemaKeywords
{
    /// <summary>The keywords that hold a schema by name.</summary>
    public static readonly string[] Maps = ["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];

    /// <summary>The keywords that hold values, not schemas.</summary>
    public static readonly string[] Values = ["const", "enum", "default", "examples"];

    public static JsonElement[] Branches(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var branches) && branches.ValueKind == JsonValueKind.Array
            ? [.. branches.EnumerateArray()]
            : [];

    public static JsonElement? Map(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var members) && members.ValueKind == JsonValueKind.Object ? members : null;

    /// <summary>A schema: an object, or true or false.</summary>
    public static JsonElement? Schema(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var one)
            && one.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False ? one : null;

    public static string? Text(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    public static JsonElement? Number(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var number) && number.ValueKind == JsonValueKind.Number ? number : null;

    /// <summary>A keyword that is a number of items, members or characters.</summary>
    public static long? Count(JsonElement schema, string keyword) =>
        Number(schema, keyword) is { } bound && bound.TryGetDouble(out var limit)
            ? (long)Math.Clamp(limit, 0, long.MaxValue)
            : null;

    /// <summary>The texts of a list.</summary>
    public static IEnumerable<string> StringsIn(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)
        : [];
}
