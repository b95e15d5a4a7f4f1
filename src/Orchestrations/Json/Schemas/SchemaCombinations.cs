using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>The keywords that combine schemas.</summary>
internal static class SchemaCombinations
{
    private const int MaxReasons = 300;

    public static void Check(
        SchemaEvaluation evaluation, JsonElement schema, JsonElement value, string path, List<string> errors,
        EvaluatedParts? marks)
    {
        foreach (var part in SchemaKeywords.Branches(schema, "allOf")) evaluation.Check(part, value, path, errors, marks);
        if (SchemaKeywords.Branches(schema, "anyOf") is { Length: > 0 } any
            && FittingOf(evaluation, any, value, path, marks, out var whyNot) == 0)
            errors.Add(whyNot);
        if (SchemaKeywords.Branches(schema, "oneOf") is { Length: > 0 } one)
        {
            var fitting = FittingOf(evaluation, one, value, path, marks, out var why);
            if (fitting == 0) errors.Add(why);
            else if (fitting > 1) errors.Add($"{path}: fits {fitting} forms of which it should fit exactly one");
        }

        if (SchemaKeywords.Schema(schema, "not") is { } not && evaluation.Errors(not, value, path).Count == 0)
            errors.Add($"{path}: has a form that is not allowed");
        if (SchemaKeywords.Schema(schema, "if") is { } condition)
        {
            var then = evaluation.Errors(condition, value, path, marks).Count == 0 ? "then" : "else";
            if (SchemaKeywords.Schema(schema, then) is { } consequence) evaluation.Check(consequence, value, path, errors, marks);
        }

        if (value.ValueKind != JsonValueKind.Object || SchemaKeywords.Map(schema, "dependentSchemas") is not { } dependent)
            return;
        foreach (var member in dependent.EnumerateObject())
        {
            if (value.TryGetProperty(member.Name, out _)) evaluation.Check(member.Value, value, path, errors, marks);
        }
    }

    private static int FittingOf(
        SchemaEvaluation evaluation, JsonElement[] branches, JsonElement value, string path, EvaluatedParts? marks,
        out string why)
    {
        var results = branches.Select(branch => evaluation.Errors(branch, value, path, marks)).ToList();
        var reasons = string.Join("; or ", results.Where(r => r.Count > 0).Take(3).Select(r => r[0]));
        // Each nested form would double the length of the message.
        why = $"{path}: fits none of the allowed forms ({(reasons.Length > MaxReasons ? reasons[..MaxReasons] + "…" : reasons)})";
        return results.Count(r => r.Count == 0);
    }
}
