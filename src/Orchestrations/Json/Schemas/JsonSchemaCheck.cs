using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>
/// Checks a value against JSON Schema (2020-12): every keyword but <c>format</c> and <c>content…</c>, which say nothing of what fits.
/// </summary>
/// <remarks>
/// Not a library, because schemas come from tool servers too: the work is bounded (a schema of a few hundred bytes can ask for more
/// than a machine can do, or hold a pattern that takes minutes), numbers are compared as they are written, a keyword of the wrong form is
/// ignored as the others read the schema, and the words are for models and people. JsonSchema.Net promises none of that; the tests hold
/// this against it, keyword by keyword. Nothing is fetched: <c>$ref</c> points into the schema itself. A pattern that .NET cannot read
/// matches anything.
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
