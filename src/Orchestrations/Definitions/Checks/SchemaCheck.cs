using System.Text.Json.Nodes;
using DurableTeams.Definitions.Files;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks that a tool's parameters, or a run's output, are a JSON Schema of an object.</summary>
internal static class SchemaCheck
{
    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    public static void Check(JsonObject schema, string path, Findings findings)
    {
        var key = path[(path.LastIndexOf('/') + 1)..];
        if (!IsShallow(schema)) findings.Report(path, $"'{key}' is nested too deep");
        else if (!IsText(schema["type"], "object"))
        {
            findings.Report(path, $"'{key}' must be a JSON Schema with 'type: object'");
        }
        else Schema(schema, path, findings);
    }

    /// <summary>Whether JSON is no deeper than a file can write it.</summary>
    public static bool IsShallow(JsonNode? node, int levels = YamlComposer.MaxDepth) => node switch
    {
        JsonObject map => levels > 0 && map.All(p => IsShallow(p.Value, levels - 1)),
        JsonArray list => levels > 0 && list.All(item => IsShallow(item, levels - 1)),
        _ => true,
    };

    private static void Schema(JsonObject schema, string path, Findings findings)
    {
        foreach (var type in schema["type"] is JsonArray several ? several : [schema["type"]?.DeepClone()])
        {
            if (type is null ? schema.ContainsKey("type") : !Types.Any(t => IsText(type, t)))
            {
                findings.Report($"{path}/type", $"'type' must be one of: {string.Join(", ", Types)}");
            }
        }

        if (schema["required"] is { } required && (required is not JsonArray names || names.Any(n => !IsText(n))))
        {
            findings.Report($"{path}/required", "'required' must be a list of property names");
        }

        if (schema["enum"] is { } values && values is not JsonArray)
        {
            findings.Report($"{path}/enum", "'enum' must be a list of values");
        }

        foreach (var (keyword, value) in schema)
        {
            if (SchemaForms.Problem(keyword, value) is { } problem)
                findings.Report($"{path}/{keyword}", $"'{keyword}' {problem}");
                else Parts(keyword, value, $"{path}/{keyword}", findings);
        }
    }

    private static void Parts(string keyword, JsonNode? value, string path, Findings findings)
    {
        if (SchemaForms.IsMap(keyword))
        {
            if (value is not JsonObject map) findings.Report(path, $"'{keyword}' must hold a schema for each property");
            else foreach (var (name, part) in map) Nested(name, part, $"{path}/{name}", findings);
        }
        else if (SchemaForms.IsList(keyword))
        {
            if (value is not JsonArray { Count: > 0 } list) findings.Report(path, $"'{keyword}' must be a list of schemas");
            else for (var i = 0; i < list.Count; i++) Nested(keyword, list[i], $"{path}/{i}", findings);
        }
        else if (SchemaForms.IsSchema(keyword))
        {
            Nested(keyword, value, path, findings);
        }
    }

    private static void Nested(string name, JsonNode? value, string path, Findings findings)
    {
        if (value is JsonObject schema) Schema(schema, path, findings);
        else if (value is not JsonValue flag || !flag.TryGetValue<bool>(out _))
        {
            findings.Report(path, $"'{name}' must be a schema, such as {{ type: string }}");
        }
    }

    private static bool IsText(JsonNode? node, string? wanted = null) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && (wanted is null || text == wanted);
}
