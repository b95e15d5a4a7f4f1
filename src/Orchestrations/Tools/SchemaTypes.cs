using System.Text.Json;

namespace DurableTeams.Tools;

/// <summary>The types of JSON Schema, and their names in messages.</summary>
internal static class SchemaTypes
{
    /// <summary>Whether a value is of a type; of one that is not known, any value is.</summary>
    public static bool Is(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && IsWhole(value),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    /// <summary>What a value is, with its article.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "null",
    };

    /// <summary>A type with its article.</summary>
    public static string Describe(string type) => type switch
    {
        "null" => "null",
        "array" or "object" or "integer" => $"an {type}",
        _ => $"a {type}",
    };

    /// <summary>Compares two JSON numbers, exactly where decimals can.</summary>
    public static int Compare(JsonElement one, JsonElement other) =>
        one.TryGetDecimal(out var a) && other.TryGetDecimal(out var b) ? a.CompareTo(b) : one.GetDouble().CompareTo(other.GetDouble());

    // 1.0 is an integer in JSON Schema.
    private static bool IsWhole(JsonElement number)
    {
        if (number.TryGetInt64(out _)) return true;
        if (number.TryGetDecimal(out var exact)) return decimal.Truncate(exact) == exact;
        var rough = number.GetDouble();
        return double.IsFinite(rough) && Math.Truncate(rough) == rough;
    }
}
