using System.Text.Json;

namespace DurableTeams.Tools;

/// <summary>
/// Checks a value against the part of JSON Schema (2020-12) that tool parameters use. Stands in for JsonSchema.Net, which this feed lacks.
/// </summary>
/// <remarks>
/// Known: <c>type</c>, <c>properties</c>, <c>patternProperties</c>, <c>required</c>, <c>additionalProperties</c>,
/// <c>items</c>, <c>prefixItems</c>, <c>minItems</c>, <c>maxItems</c>, <c>enum</c>, <c>const</c>, <c>minimum</c>,
/// <c>maximum</c>, <c>exclusiveMinimum</c>, <c>exclusiveMaximum</c>, <c>minLength</c>, <c>maxLength</c>, <c>pattern</c>,
/// <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c>, <c>not</c>, and <c>$ref</c> into the schema itself. Every other keyword is
/// ignored, and so is a pattern that .NET cannot read. The work is bounded, whatever schema and value are.
/// </remarks>
public static class JsonSchemaCheck
{
    private const int MaxErrors = 20;

    /// <summary>
    /// What is wrong with the value, each with its JSON path (<c>$.text: …</c>), twenty at most; empty when it fits. Text
    /// that holds half a surrogate pair is wrong under every schema: nothing can read it.
    /// </summary>
    public static IReadOnlyList<string> Validate(JsonElement schema, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) return ["$: is missing"];
        if (UnreadableText.Find(value, SchemaPath.Root) is { } path) return [$"{path}: holds text that is not valid Unicode"];
        var evaluation = new SchemaEvaluation(schema);
        var errors = evaluation.Check(value);
        if (evaluation.Problem is { } problem) return [$"$: cannot be checked: {problem}"];
        return errors.Count <= MaxErrors ? errors : [.. errors.Take(MaxErrors - 1), $"$: has {errors.Count - MaxErrors + 1} more errors"];
    }
}
