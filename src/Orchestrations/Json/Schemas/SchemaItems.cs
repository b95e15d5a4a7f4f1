using System.Globalization;
using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>The keywords of arrays.</summary>
internal static class SchemaItems
{
    public static void Check(
        SchemaEvaluation evaluation, JsonElement schema, JsonElement value, string path, List<string> errors,
        EvaluatedParts? marks)
    {
        var count = value.GetArrayLength();
        if (SchemaKeywords.Count(schema, "minItems") is { } least && count < least)
            errors.Add(Text($"{path}: has {count} items, should have at least {least}"));
        if (SchemaKeywords.Count(schema, "maxItems") is { } most && count > most)
            errors.Add(Text($"{path}: has {count} items, should have at most {most}"));
        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.ValueKind == JsonValueKind.True
            && FindTwins(value) is var (first, second))
            errors.Add(
                Text($"{SchemaPath.Item(path, second)}: is the same as {SchemaPath.Item(path, first)}, should be another"));

        var prefix = SchemaKeywords.Branches(schema, "prefixItems");
        var rest = SchemaKeywords.Schema(schema, "items");
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if ((index < prefix.Length ? prefix[index] : rest) is { } one)
            {
                evaluation.Check(one, item, SchemaPath.Item(path, index), errors);
                marks?.Mark(index);
            }

            index++;
        }

        CheckContains(evaluation, schema, value, path, errors, marks);
        CheckUnevaluated(evaluation, schema, value, path, errors, marks);
    }

    private static void CheckContains(
        SchemaEvaluation evaluation, JsonElement schema, JsonElement value, string path, List<string> errors,
        EvaluatedParts? marks)
    {
        if (SchemaKeywords.Schema(schema, "contains") is not { } contains) return;
        var (fitting, index) = (0, 0);
        foreach (var item in value.EnumerateArray())
        {
            if (evaluation.Errors(contains, item, SchemaPath.Item(path, index)).Count == 0)
            {
                fitting++;
                marks?.Mark(index);
            }

            index++;
        }

        var least = SchemaKeywords.Count(schema, "minContains") ?? 1;
        if (fitting < least) errors.Add(Text($"{path}: has {fitting} items of the form that it should have at least {least} of"));
        if (SchemaKeywords.Count(schema, "maxContains") is { } most && fitting > most)
            errors.Add(Text($"{path}: has {fitting} items of the form that it should have at most {most} of"));
    }

    private static void CheckUnevaluated(
        SchemaEvaluation evaluation, JsonElement schema, JsonElement value, string path, List<string> errors,
        EvaluatedParts? marks)
    {
        if (marks is null || SchemaKeywords.Schema(schema, "unevaluatedItems") is not { } rest) return;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!marks.Has(index)) evaluation.Check(rest, item, SchemaPath.Item(path, index), errors);
            marks.Mark(index++);
        }
    }

    private static (int First, int Second)? FindTwins(JsonElement list)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (!seen.TryAdd(SchemaEquality.Key(item), index)) return (seen[SchemaEquality.Key(item)], index);
            index++;
        }

        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
