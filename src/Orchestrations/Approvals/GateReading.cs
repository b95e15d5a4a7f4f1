using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Conditions;
using DurableTeams.Definitions;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;

namespace DurableTeams.Approvals;

/// <summary>Whether a call is gated, and the schema that its arguments must fit before a person decides.</summary>
/// <param name="Kind">What a person is asked; null where nobody is asked.</param>
/// <param name="Parameters">The schema of the arguments; fields that a person fills in may be missing.</param>
/// <param name="Fields">The fields that a person fills in.</param>
internal sealed record GateReading(RequirementKind? Kind, JsonElement Parameters, IReadOnlyList<InputField>? Fields = null)
{
    private const int MaxChoices = 100;
    private const int MaxChoiceLength = 200;

    /// <summary>Whether a call is gated.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="arguments">The arguments that would be sent.</param>
    /// <param name="passed">Whether the tool's predicate in code has let the call pass before: it is asked once.</param>
    public static GateReading Of(ToolDescription tool, JsonElement arguments, bool passed = false)
    {
        var gated = tool.Approval != ApprovalKind.None
            && (tool.Definition.ApprovalWhen is null || ApprovalCondition.Parse(tool.Definition.ApprovalWhen).Gates(arguments))
            && (tool.When is null || (!passed && IsGated(tool.When, arguments)));
        if (!gated) return new GateReading(null, tool.Parameters);
        if (tool.Approval != ApprovalKind.UserInput)
            return new GateReading(tool.Approval == ApprovalKind.Confirmation
                ? RequirementKind.Confirmation
                : RequirementKind.ExternalExecution, tool.Parameters);
        var fields = FieldsOf(tool);
        return new GateReading(
            RequirementKind.UserInput, Without(tool.Parameters, [.. fields.Select(field => field.Name)]), fields);
    }

    /// <summary>Gates fail closed: a predicate that throws gates the call.</summary>
    private static bool IsGated(Func<JsonElement, bool> when, JsonElement arguments)
    {
        try
        {
            return when(arguments);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return true;
        }
    }

    /// <summary>The fields of a tool's arguments that a person fills in.</summary>
    public static List<InputField> FieldsOf(ToolDescription tool)
    {
        var properties = tool.Parameters.ValueKind == JsonValueKind.Object
            && tool.Parameters.TryGetProperty("properties", out var found) && found.ValueKind == JsonValueKind.Object
            ? found.EnumerateObject().ToList()
            : [];
        var names = tool.Definition.InputFields ?? [.. properties.Select(property => property.Name)];
        var required = RequiredOf(tool.Parameters);
        return
        [
            .. names.Distinct(StringComparer.Ordinal).Select(name =>
                Field(name, properties.Where(property => property.Name == name).Select(property => property.Value)
                    .LastOrDefault()) with { Required = required.Contains(name) }),
        ];
    }

    private static InputField Field(string name, JsonElement schema) =>
        new(name, TypeOf(schema) ?? "string", Text(schema, "description")) { Choices = ChoicesOf(schema) };

    /// <summary>
    /// The values that a schema lists, where people can choose among them: few, short, none of them an object or array.
    /// </summary>
    private static JsonElement[]? ChoicesOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("enum", out var values)
            || values.ValueKind != JsonValueKind.Array || values.GetArrayLength() is 0 or > MaxChoices)
            return null;
        return values.EnumerateArray().All(value => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)
            && value.GetRawText().Length <= MaxChoiceLength)
            ? [.. values.EnumerateArray().Select(value => value.Clone())]
            : null;
    }

    private static HashSet<string> RequiredOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("required", out var names)
            && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
            : [];

    /// <summary>The type of a schema; of several types the first that is not null.</summary>
    private static string? TypeOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var types)
            && types.ValueKind == JsonValueKind.Array
            ? types.EnumerateArray().Where(type => type.ValueKind == JsonValueKind.String).Select(type => type.GetString())
                .FirstOrDefault(type => type != "null")
            : Text(schema, "type");

    private static string? Text(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Without(JsonElement schema, HashSet<string> fields)
    {
        var relaxed = JsonObject.Create(schema)!;
        // What the model writes into a person's fields is a suggestion, and need not fit the schema.
        if (relaxed["properties"] is JsonObject properties)
        {
            foreach (var field in fields) properties[field] = new JsonObject();
        }

        if (relaxed["required"] is JsonArray required)
            relaxed["required"] = new JsonArray(
                [.. required.Where(name => name is null || !fields.Contains(name.ToString())).Select(name => name?.DeepClone())]);
        return JsonSerializer.SerializeToElement(relaxed);
    }
}
