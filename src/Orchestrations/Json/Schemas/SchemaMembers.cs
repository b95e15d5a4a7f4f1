using System.Globalization;
using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>The keywords of objects.</summary>
internal static class SchemaMembers
{
    public static void Check(
        SchemaEvaluation evaluation, JsonElement schema, JsonElement value, string path, List<string> errors,
        EvaluatedParts? marks)
    {
        CheckNames(evaluation, schema, value, path, errors);
        var known = SchemaKeywords.Map(schema, "properties");
        var patterns = SchemaKeywords.Map(schema, "patternProperties");
        var others = SchemaKeywords.Schema(schema, "additionalProperties");
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
                var matches = evaluation.Patterns.Matches(member.Name, pattern.Name);
                if (matches is null)
                    evaluation.Abandon($"the name of {memberPath} took too long to match the pattern {pattern.Name}");
                if (evaluation.Problem is not null) return;
                if (matches == false) continue;
                additional = false;
                evaluation.Check(pattern.Value, member.Value, memberPath, errors);
            }

            if (additional && others is { } rest) CheckRest(evaluation, rest, member.Value, memberPath, errors);
            if (!additional || others is not null) marks?.Mark(member.Name);
        }

        CheckUnevaluated(evaluation, schema, value, path, errors, marks);
    }

    private static void CheckNames(
        SchemaEvaluation evaluation, JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in SchemaKeywords.StringsIn(required).Where(name => !value.TryGetProperty(name, out _)))
                errors.Add($"{SchemaPath.Member(path, name)}: is missing");
        }

        foreach (var dependent in SchemaKeywords.Map(schema, "dependentRequired")?.EnumerateObject() ?? default)
        {
            if (!value.TryGetProperty(dependent.Name, out _)) continue;
            foreach (var name in SchemaKeywords.StringsIn(dependent.Value).Where(name => !value.TryGetProperty(name, out _)))
                errors.Add(
                    $"{SchemaPath.Member(path, name)}: is missing, since {SchemaPath.Member(path, dependent.Name)} is there");
        }

        var count = value.EnumerateObject().Select(member => member.Name).Distinct(StringComparer.Ordinal).Count();
        if (SchemaKeywords.Count(schema, "minProperties") is { } least && count < least)
            errors.Add(
                string.Create(CultureInfo.InvariantCulture, $"{path}: has {count} properties, should have at least {least}"));
        if (SchemaKeywords.Count(schema, "maxProperties") is { } most && count > most)
            errors.Add(
                string.Create(CultureInfo.InvariantCulture, $"{path}: has {count} properties, should have at most {most}"));
        if (SchemaKeywords.Schema(schema, "propertyNames") is not { } names) return;
        foreach (var member in value.EnumerateObject())
        {
            var name = JsonSerializer.SerializeToElement(member.Name);
            if (evaluation.Errors(names, name, "the name").FirstOrDefault() is { } why)
                errors.Add($"{SchemaPath.Member(path, member.Name)}: has a name that is not allowed ({why})");
        }
    }

    private static void CheckUnevaluated(
        SchemaEvaluation evaluation, JsonElement schema, JsonElement value, string path, List<string> errors,
        EvaluatedParts? marks)
    {
        if (marks is null || SchemaKeywords.Schema(schema, "unevaluatedProperties") is not { } rest) return;
        foreach (var member in value.EnumerateObject().Where(member => !marks.Has(member.Name)))
        {
            CheckRest(evaluation, rest, member.Value, SchemaPath.Member(path, member.Name), errors);
            marks.Mark(member.Name);
        }
    }

    private static void CheckRest(
        SchemaEvaluation evaluation, JsonElement rest, JsonElement value, string path, List<string> errors)
    {
        if (rest.ValueKind == JsonValueKind.False) errors.Add($"{path}: is not a known property");
        else evaluation.Check(rest, value, path, errors);
    }
}
