using System.Text.Json.Nodes;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Schemas;

/// <summary>The pieces that the JSON Schema of team files is made of.</summary>
internal static class SchemaParts
{
    /// <summary>Text; at most one line of a description says what for.</summary>
    public static JsonObject Text(string description, string? pattern = null)
    {
        var made = Of("string", description);
        if (pattern is not null) made["pattern"] = pattern;
        return made;
    }

    /// <summary>A duration as files write it.</summary>
    public static JsonObject Time(string description) =>
        Text($"{description} {char.ToUpperInvariant(Duration.Expected[0])}{Duration.Expected[1..]}.", "^[0-9]+(ms|s|m|h|d)$");

    /// <summary>A size as files write it.</summary>
    public static JsonObject Size(string description) =>
        Text($"{description} {char.ToUpperInvariant(ByteSize.Expected[0])}{ByteSize.Expected[1..]}.", "^[0-9]+(KiB|MiB)$");

    /// <summary>True or false.</summary>
    public static JsonObject Flag(string description) => Of("boolean", description);

    /// <summary>A whole number.</summary>
    public static JsonObject Whole(string description, int least = 1, int? most = null)
    {
        var made = Of("integer", description);
        made["minimum"] = least;
        if (most is not null) made["maximum"] = most;
        return made;
    }

    /// <summary>A number in bounds.</summary>
    public static JsonObject Number(string description, double least, double most)
    {
        var made = Of("number", description);
        made["minimum"] = least;
        made["maximum"] = most;
        return made;
    }

    /// <summary>One of some words.</summary>
    public static JsonObject Word(string description, IEnumerable<string> words)
    {
        var made = Of("string", description);
        made["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]);
        return made;
    }

    /// <summary>A word, for which an editor suggests some.</summary>
    public static JsonObject Suggested(string description, IEnumerable<string> words)
    {
        var made = Of("string", description);
        made["examples"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]);
        return made;
    }

    /// <summary>A list.</summary>
    public static JsonObject List(string description, JsonObject items, int least = 0)
    {
        var made = Of("array", description);
        if (least > 0) made["minItems"] = least;
        made["items"] = items;
        return made;
    }

    /// <summary>Any keys with any values.</summary>
    public static JsonObject Data(string description) => Of("object", description);

    /// <summary>Any keys, each with a value of one form.</summary>
    public static JsonObject Named(string description, JsonObject value)
    {
        var made = Of("object", description);
        made["additionalProperties"] = value;
        return made;
    }

    /// <summary>These keys and no others. The keys are those that the reader of the mapping knows.</summary>
    /// <exception cref="InvalidOperationException">A key is not described yet.</exception>
    public static JsonObject Map(
        string description, IEnumerable<string> keys, IReadOnlyDictionary<string, JsonObject> described, params string[] required)
    {
        var made = Of("object", description);
        var properties = new JsonObject();
        foreach (var key in keys)
        {
            properties[key] = described.TryGetValue(key, out var schema)
                ? schema
                : throw new InvalidOperationException(
                    $"The JSON Schema of team files does not describe '{key}' ({description}).");
        }

        made["properties"] = properties;
        made["additionalProperties"] = false;
        if (required.Length > 0) made["required"] = Names(required);
        return made;
    }

    /// <summary>These keys and no others.</summary>
    public static JsonObject Map(
        string description, IReadOnlyDictionary<string, JsonObject> described, params string[] required) =>
        Map(description, described.Keys, described, required);

    /// <summary>That one of these keys is there.</summary>
    public static JsonArray AnyOf(params string[] keys) =>
        new([.. keys.Select(key => new JsonObject { ["required"] = Names(key) })]);

    /// <summary>Names as a list.</summary>
    public static JsonArray Names(params IEnumerable<string> names) => new([.. names.Select(name => JsonValue.Create(name))]);

    private static JsonObject Of(string type, string description) => new() { ["description"] = description, ["type"] = type };
}
