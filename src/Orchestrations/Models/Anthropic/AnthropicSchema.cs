using System.Text.Json;
using System.Text.Json.Nodes;

namespace DurableTeams.Models.Anthropic;

/// <summary>Schemas as the API's structured output takes them: closed objects, and no bounds on values.</summary>
internal static class AnthropicSchema
{
    private static readonly string[] Bounds =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
        "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "$schema",
    ];

    /// <summary>
    /// The schema with its objects closed and the bounds left out (whoever reads the answer checks them); null where it
    /// asks for what the API cannot: objects with members of any name, references, recursion.
    /// </summary>
    public static JsonObject? Narrow(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && JsonObject.Create(schema) is { } copy && TryNarrow(copy) ? copy : null;

    private static bool TryNarrow(JsonObject schema)
    {
        if (schema.ContainsKey("$ref") || schema.ContainsKey("patternProperties") || schema.ContainsKey("oneOf")
            || schema.ContainsKey("not"))
            return false;
        foreach (var bound in Bounds) schema.Remove(bound);
        if (IsObject(schema))
        {
            if (schema["additionalProperties"] is { } more && more.GetValueKind() != JsonValueKind.False) return false;
            if (schema["properties"] is not JsonObject { Count: > 0 } properties) return false;
            schema["additionalProperties"] = false;
            if (!properties.All(property => property.Value is JsonObject value && TryNarrow(value))) return false;
        }

        if (schema["items"] is { } items && !(items is JsonObject item && TryNarrow(item))) return false;
        return ((string[])["anyOf", "allOf"]).All(name =>
            schema[name] is not { } choices
                || (choices is JsonArray list && list.All(choice => choice is JsonObject one && TryNarrow(one))));
    }

    private static bool IsObject(JsonObject schema) => schema["type"] switch
    {
        JsonArray types =>
            types.Any(type => type is JsonValue value && value.TryGetValue<string>(out var name) && name == "object"),
        JsonValue value => value.TryGetValue<string>(out var name) && name == "object",
        _ => schema.ContainsKey("properties"),
    };
}
