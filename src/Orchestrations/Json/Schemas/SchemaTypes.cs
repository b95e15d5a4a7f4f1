using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>The types of JSON Schema, their names in messages, and how values compare.</summary>
internal static class SchemaTypes
{
    /// <summary>Whether a value has the type. Any value has a type that is not known.</summary>
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

    /// <summary>The type of a value, with its article.</summary>
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

    /// <summary>Compares two JSON numbers, exactly where they are not longer than a thousand digits.</summary>
    public static int Compare(JsonElement one, JsonElement other) =>
        ExactNumber.Read(one) is { } a && ExactNumber.Read(other) is { } b
            ? a.CompareTo(b)
            : one.GetDouble().CompareTo(other.GetDouble());

    /// <summary>Whether a number is a whole multiple of another, which is more than zero.</summary>
    public static bool IsMultiple(JsonElement number, JsonElement of) =>
        ExactNumber.Read(number) is { } a && ExactNumber.Read(of) is { } b
            ? a.IsMultipleOf(b)
            : number.GetDouble() % of.GetDouble() == 0;

    // 1.0 is an integer in JSON Schema.
    private static bool IsWhole(JsonElement number)
    {
        if (ExactNumber.Read(number) is { } exact) return exact.IsWhole;
        var rough = number.GetDouble();
        return double.IsFinite(rough) && Math.Truncate(rough) == rough;
    }
}
