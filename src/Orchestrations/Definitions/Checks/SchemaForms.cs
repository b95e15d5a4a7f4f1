using System.Text.Json.Nodes;
using DurableTeams.Json.Schemas;

namespace DurableTeams.Definitions.Checks;

/// <summary>
/// The form of the value of each JSON Schema keyword. A value of another form would be ignored, and so let everything pass.
/// </summary>
internal static class SchemaForms
{
    private static readonly HashSet<string> Counts =
        ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"];

    private static readonly HashSet<string> Numbers =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"
    ];

    private static readonly HashSet<string> Schemas =
    [
        "items", "contains", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "not", "if",
        "then", "else",
    ];

    private static readonly HashSet<string> Lists = ["allOf", "anyOf", "oneOf", "prefixItems"];

    /// <summary>Whether the keyword holds a schema by name.</summary>
    public static bool IsMap(string keyword) => SchemaKeywords.Maps.Contains(keyword);

    /// <summary>Whether the keyword holds a list of schemas.</summary>
    public static bool IsList(string keyword) => Lists.Contains(keyword);

    /// <summary>Whether the keyword holds a schema.</summary>
    public static bool IsSchema(string keyword) => Schemas.Contains(keyword);

    /// <summary>The error of a keyword's value; null where there is none, or where the keyword is not known.</summary>
    public static string? Problem(string keyword, JsonNode? value)
    {
        if (Counts.Contains(keyword))
            return Number(value) is >= 0 and var count && Math.Truncate(count) == count
                ? null
                : "must be a whole number, 0 or more";
        if (keyword == "multipleOf") return Number(value) > 0 ? null : "must be a number more than 0";
        if (Numbers.Contains(keyword)) return Number(value) is not null ? null : "must be a number";
        if (keyword == "uniqueItems")
            return value is JsonValue flag && flag.TryGetValue<bool>(out _) ? null : "must be true or false";
        if (keyword == "dependentRequired")
            return value is JsonObject map && map.All(p => p.Value is JsonArray names && names.All(n => Text(n) is not null))
                ? null
                : "must hold a list of property names for each property";
        if (keyword == "pattern")
            return Text(value) is not { } pattern ? "must be a regular expression" : Unreadable(pattern);
        if (keyword == "patternProperties")
            return (value as JsonObject)?.Select(p => Unreadable(p.Key)).FirstOrDefault(problem => problem is not null);
        return null;
    }

    private static string? Unreadable(string pattern) =>
        SchemaPatterns.Compile(pattern) is null ? $"has a regular expression that cannot be read: {pattern}" : null;

    private static double? Number(JsonNode? value) =>
        value is JsonValue number && number.GetValueKind() == System.Text.Json.JsonValueKind.Number
            && double.TryParse(number.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var read)
                ? read
                : null;

    private static string? Text(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue<string>(out var read) ? read : null;
}
