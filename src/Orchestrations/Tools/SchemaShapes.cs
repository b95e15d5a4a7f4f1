using System.Globalization;
using System.Text.Json;

namespace DurableTeams.Tools;

/// <summary>The keywords of single kinds of values.</summary>
internal static class SchemaShapes
{
    public static void Check(SchemaEvaluation evaluation, JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckMembers(evaluation, schema, value, path, errors);
                break;
            case JsonValueKind.Array:
                CheckItems(evaluation, schema, value, path, errors);
                break;
            case JsonValueKind.String:
                CheckText(evaluation, schema, value.GetString()!, path, errors);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, value, path, errors);
                break;
        }
    }

    private static void CheckMembers(SchemaEvaluation evaluation, JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        if (schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (var name in required.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.String))
            {
                if (!value.TryGetProperty(name.GetString()!, out _)) errors.Add($"{SchemaPath.Member(path, name.GetString()!)}: is missing");
            }
        }

        var known = Object(schema, "properties");
        var patterns = Object(schema, "patternProperties");
        foreach (var member in value.EnumerateObject())
        {
            var memberPath = SchemaPath.Member(path, member.Name);
            var additional = true;
            if (known is { } properties && properties.TryGetProperty(member.Name, out var own))
            {
                additional = false;
                evaluation.Check(own, member.Value, memberPath, errors);
            }

            foreach (var pattern in patterns?.EnumerateObject() ?? default)
            {
                if (SchemaPattern.Matches(member.Name, pattern.Name) == false) continue;
                additional = false;
                evaluation.Check(pattern.Value, member.Value, memberPath, errors);
            }

            if (!additional || !schema.TryGetProperty("additionalProperties", out var others)) continue;
            if (others.ValueKind == JsonValueKind.False) errors.Add($"{memberPath}: is not a known property");
            else evaluation.Check(others, member.Value, memberPath, errors);
        }
    }

    private static void CheckItems(SchemaEvaluation evaluation, JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        var count = value.GetArrayLength();
        if (Bound(schema, "minItems") is { } least && count < least) errors.Add(Text($"{path}: has {count} items, should have at least {least}"));
        if (Bound(schema, "maxItems") is { } most && count > most) errors.Add(Text($"{path}: has {count} items, should have at most {most}"));
        var index = 0;
        JsonElement[] prefix = schema.TryGetProperty("prefixItems", out var places) && places.ValueKind == JsonValueKind.Array
            ? [.. places.EnumerateArray()]
            : [];
        var hasRest = schema.TryGetProperty("items", out var rest);
        foreach (var item in value.EnumerateArray())
        {
            if (index < prefix.Length) evaluation.Check(prefix[index], item, SchemaPath.Item(path, index), errors);
            else if (hasRest) evaluation.Check(rest, item, SchemaPath.Item(path, index), errors);
            index++;
        }
    }

    private static void CheckText(SchemaEvaluation evaluation, JsonElement schema, string value, string path, List<string> errors)
    {
        if (Bound(schema, "minLength") is { } least && Length(value) < least) errors.Add(Text($"{path}: should have at least {least} characters"));
        if (Bound(schema, "maxLength") is { } most && Length(value) > most) errors.Add(Text($"{path}: should have at most {most} characters"));
        if (!schema.TryGetProperty("pattern", out var pattern) || pattern.ValueKind != JsonValueKind.String) return;
        var matches = SchemaPattern.Matches(value, pattern.GetString()!);
        // Once is enough: a value with thousands of such strings would hold the thread for minutes.
        if (matches is null) evaluation.GiveUp($"{path} took too long to match the pattern {pattern.GetString()}");
        else if (matches == false) errors.Add($"{path}: does not match the pattern {pattern.GetString()}");
    }

    private static void CheckNumber(JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        if (Compare("minimum") < 0) errors.Add($"{path}: should be at least {Limit("minimum")}");
        if (Compare("maximum") > 0) errors.Add($"{path}: should be at most {Limit("maximum")}");
        if (Compare("exclusiveMinimum") <= 0) errors.Add($"{path}: should be more than {Limit("exclusiveMinimum")}");
        if (Compare("exclusiveMaximum") >= 0) errors.Add($"{path}: should be less than {Limit("exclusiveMaximum")}");

        // Null, and so neither less nor more, where the schema has no such bound.
        int? Compare(string keyword) =>
            schema.TryGetProperty(keyword, out var limit) && limit.ValueKind == JsonValueKind.Number ? SchemaTypes.Compare(value, limit) : null;

        string Limit(string keyword) => schema.GetProperty(keyword).GetRawText();
    }

    // JSON Schema counts code points.
    private static int Length(string text) => text.EnumerateRunes().Count();

    private static JsonElement? Object(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var members) && members.ValueKind == JsonValueKind.Object ? members : null;

    private static long? Bound(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var bound) && bound.ValueKind == JsonValueKind.Number && bound.TryGetDouble(out var limit)
            ? (long)Math.Clamp(limit, 0, long.MaxValue)
            : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
