using System.Globalization;
using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>The keywords of strings and numbers.</summary>
internal static class SchemaShapes
{
    public static void Check(
        SchemaEvaluation evaluation, JsonElement schema, JsonElement value, string path, List<string> errors,
        EvaluatedParts? marks)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                SchemaMembers.Check(evaluation, schema, value, path, errors, marks);
                break;
            case JsonValueKind.Array:
                SchemaItems.Check(evaluation, schema, value, path, errors, marks);
                break;
            case JsonValueKind.String:
                CheckText(evaluation, schema, value.GetString()!, path, errors);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, value, path, errors);
                break;
        }
    }

    private static void CheckText(SchemaEvaluation evaluation, JsonElement schema, string value, string path, List<string> errors)
    {
        if (SchemaKeywords.Count(schema, "minLength") is { } least && Length(value) < least)
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: should have at least {least} characters"));
        if (SchemaKeywords.Count(schema, "maxLength") is { } most && Length(value) > most)
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: should have at most {most} characters"));
        if (SchemaKeywords.Text(schema, "pattern") is not { } pattern) return;
        var matches = evaluation.Patterns.Matches(value, pattern);
        // One such string is enough: a value with thousands of them would hold the thread for minutes.
        if (matches is null) evaluation.Abandon($"{path} took too long to match the pattern {pattern}");
        else if (matches == false) errors.Add($"{path}: does not match the pattern {pattern}");
    }

    private static void CheckNumber(JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        if (Compare("minimum") < 0) errors.Add($"{path}: should be at least {Limit("minimum")}");
        if (Compare("maximum") > 0) errors.Add($"{path}: should be at most {Limit("maximum")}");
        if (Compare("exclusiveMinimum") <= 0) errors.Add($"{path}: should be more than {Limit("exclusiveMinimum")}");
        if (Compare("exclusiveMaximum") >= 0) errors.Add($"{path}: should be less than {Limit("exclusiveMaximum")}");
        if (SchemaKeywords.Number(schema, "multipleOf") is { } of && of.GetDouble() > 0 && !SchemaTypes.IsMultiple(value, of))
            errors.Add($"{path}: should be a multiple of {of.GetRawText()}");

        // Null, and so neither less nor more, where the schema has no such bound.
        int? Compare(string keyword) =>
            SchemaKeywords.Number(schema, keyword) is { } limit ? SchemaTypes.Compare(value, limit) : null;

        string Limit(string keyword) => schema.GetProperty(keyword).GetRawText();
    }

    // JSON Schema counts code points.
    private static int Length(string text) => text.EnumerateRunes().Count();
}
