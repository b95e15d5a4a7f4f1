using System.Text.Json;

namespace DurableTeams.Tools;

/// <summary>One check of a value: the keywords that apply to every value, and the walk.</summary>
internal sealed class SchemaEvaluation(JsonElement root)
{
    // Values are 64 deep at most; each level may go through a few references and combinations.
    private const int MaxDepth = 256;
    private const int MaxSteps = 200_000;
    private const int MaxShown = 10;
    private const int MaxReasons = 300;

    private int _steps;
    private int _depth;

    /// <summary>Why the check is worth nothing; null where it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Ends the check: it cannot say anything.</summary>
    public void GiveUp(string why) => Problem ??= why;

    /// <summary>What is wrong with a value.</summary>
    public List<string> Check(JsonElement value) => Errors(root, value, SchemaPath.Root);

    /// <summary>Adds what is wrong with a value under a schema.</summary>
    public void Check(JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        if (Problem is not null) return;
        if (schema.ValueKind == JsonValueKind.False) errors.Add($"{path}: is not allowed");
        if (schema.ValueKind != JsonValueKind.Object) return;
        if (_depth == MaxDepth || ++_steps > MaxSteps)
        {
            GiveUp("the schema refers to itself without end, or schema and value are too large");
            return;
        }

        _depth++;
        if (CheckType(schema, value, path, errors))
        {
            CheckReference(schema, value, path, errors);
            CheckValues(schema, value, path, errors);
            CheckCombinations(schema, value, path, errors);
            SchemaShapes.Check(this, schema, value, path, errors);
        }

        _depth--;
    }

    private List<string> Errors(JsonElement schema, JsonElement value, string path)
    {
        var errors = new List<string>();
        Check(schema, value, path, errors);
        return errors;
    }

    // A value of the wrong type is wrong once, not once for every keyword it cannot meet.
    private static bool CheckType(JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        if (!schema.TryGetProperty("type", out var type)) return true;
        string[] allowed = type.ValueKind switch
        {
            JsonValueKind.String => [type.GetString()!],
            JsonValueKind.Array => [.. type.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!)],
            _ => [],
        };
        if (allowed.Length == 0 || allowed.Any(t => SchemaTypes.Is(value, t))) return true;
        errors.Add($"{path}: is {SchemaTypes.Describe(value)}, should be {string.Join(" or ", allowed.Select(SchemaTypes.Describe))}");
        return false;
    }

    private void CheckReference(JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        if (!schema.TryGetProperty("$ref", out var reference) || reference.ValueKind != JsonValueKind.String) return;
        if (SchemaReference.Resolve(root, reference.GetString()!) is { } target) Check(target, value, path, errors);
        else GiveUp($"the schema refers to '{reference.GetString()}', which is not in it");
    }

    private static void CheckValues(JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value)) errors.Add($"{path}: should be {Show(only)}");
        if (!schema.TryGetProperty("enum", out var allowed) || allowed.ValueKind != JsonValueKind.Array) return;
        if (allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value))) return;
        var shown = string.Join(", ", allowed.EnumerateArray().Take(MaxShown).Select(Show));
        errors.Add($"{path}: should be one of {shown}{(allowed.GetArrayLength() > MaxShown ? ", …" : "")}");
    }

    private void CheckCombinations(JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        foreach (var part in Branches(schema, "allOf")) Check(part, value, path, errors);
        if (Branches(schema, "anyOf") is { Length: > 0 } any && FittingOf(any, value, path, out var whyNot) == 0) errors.Add(whyNot);
        if (Branches(schema, "oneOf") is { Length: > 0 } one)
        {
            var fitting = FittingOf(one, value, path, out var why);
            if (fitting == 0) errors.Add(why);
            else if (fitting > 1) errors.Add($"{path}: fits {fitting} forms of which it should fit exactly one");
        }

        if (schema.TryGetProperty("not", out var not) && Errors(not, value, path).Count == 0) errors.Add($"{path}: has a form that is not allowed");
    }

    private int FittingOf(JsonElement[] branches, JsonElement value, string path, out string why)
    {
        var results = branches.Select(branch => Errors(branch, value, path)).ToList();
        var reasons = string.Join("; or ", results.Where(r => r.Count > 0).Take(3).Select(r => r[0]));
        // Forms within forms would double the message at each level.
        why = $"{path}: fits none of the allowed forms ({(reasons.Length > MaxReasons ? reasons[..MaxReasons] + "…" : reasons)})";
        return results.Count(r => r.Count == 0);
    }

    private static JsonElement[] Branches(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var branches) && branches.ValueKind == JsonValueKind.Array ? [.. branches.EnumerateArray()] : [];

    private static string Show(JsonElement value) => value.GetRawText() is { Length: > 64 } text ? text[..64] + "…" : value.GetRawText();
}
