using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>
/// Checks a value against JSON Schema (2020-12): every keyword except <c>format</c> and <c>content…</c>, which do not decide
/// what fits.
/// </summary>
/// <remarks>
/// This is not a library, because tool servers send schemas too. The work is bounded: a schema of a few hundred bytes can ask
/// for more than a machine can do, or hold a pattern that takes minutes. Numbers are compared as they are written. A keyword of
/// the wrong form is ignored, as other readers do. The messages are for models and people. JsonSchema.Net promises none of
/// that; the tests compare this check with it, keyword by keyword. Nothing is fetched: <c>$ref</c> points into the schema
/// itself. A pattern that .NET cannot read matches anything.
/// </remarks>
internal static class JsonSchemaCheck
{
    private const int MaxErrors = 20;

    /// <summary>
    /// The errors of the value, each with its JSON path (<c>$.text: …</c>), at most twenty; empty when the value fits. Text
    /// with half a surrogate pair is an error under every schema: nothing can read it.
    /// </summary>
    public static IReadOnlyList<string> Validate(JsonElement schema, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) return ["$: is missing"];
        if (UnreadableText.Find(value, SchemaPath.Root) is { } path) return [$"{path}: holds text that is not valid Unicode"];
        var evaluation = new SchemaEvaluation(schema);
        var errors = evaluation.Check(value);
        if (evaluation.Problem is { } problem) return [$"$: cannot be checked: {problem}"];
        return errors.Count <= MaxErrors
            ? errors
            : [.. errors.Take(MaxErrors - 1), $"$: has {errors.Count - MaxErrors + 1} more errors"];
    }
}
