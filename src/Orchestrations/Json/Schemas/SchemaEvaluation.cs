using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>One check of a value: the walk, its bounds, and the keywords that apply to every value.</summary>
internal sealed class SchemaEvaluation(JsonElement root)
{
    // Values are at most 64 levels deep; each level may go through a few references and combinations.
    private const int MaxDepth = 256;
    private const int MaxSteps = 200_000;
    private const int MaxShown = 10;

    private readonly List<Uri> _scope = [SchemaResources.NoId];
    private readonly bool _marks = root.ValueKind == JsonValueKind.Object
        && root.GetRawText().Contains("\"unevaluated", StringComparison.Ordinal);
    private SchemaResources? _resources;
    private int _steps;
    private int _depth;

    /// <summary>Why the check could not finish; null where it did.</summary>
    public string? Problem { get; private set; }

    public SchemaPatterns Patterns { get; } = new();

    /// <summary>Ends the check without a result.</summary>
    public void Abandon(string why) => Problem ??= why;

    /// <summary>The errors of a value.</summary>
    public List<string> Check(JsonElement value) => Errors(root, value, SchemaPath.Root);

    /// <summary>
    /// The errors of a value under a schema. If there is none, marks the members and items that the schema covered.
    /// </summary>
    public List<string> Errors(JsonElement schema, JsonElement value, string path, EvaluatedParts? marks = null)
    {
        var errors = new List<string>();
        Check(schema, value, path, errors, marks);
        return errors;
    }

    /// <summary>
    /// Adds the errors of a value under a schema. If there is none, marks the members and items that the schema covered.
    /// </summary>
    public void Check(JsonElement schema, JsonElement value, string path, List<string> errors, EvaluatedParts? marks = null)
    {
        if (Problem is null) CheckIn(SchemaResources.ResourceOf(schema, _scope[^1]), schema, value, path, errors, marks);
    }

    private void CheckIn(
        Uri resource, JsonElement schema, JsonElement value, string path, List<string> errors, EvaluatedParts? marks)
    {
        if (schema.ValueKind == JsonValueKind.False) errors.Add($"{path}: is not allowed");
        if (schema.ValueKind != JsonValueKind.Object) return;
        if (_depth == MaxDepth || ++_steps > MaxSteps)
        {
            Abandon("the schema refers to itself without end, or schema and value are too large");
            return;
        }

        _depth++;
        _scope.Add(resource);
        var own = _marks ? new EvaluatedParts() : null;
        var before = errors.Count;
        if (CheckType(schema, value, path, errors))
        {
            CheckReferences(schema, value, path, errors, own);
            CheckValues(schema, value, path, errors);
            SchemaCombinations.Check(this, schema, value, path, errors, own);
            SchemaShapes.Check(this, schema, value, path, errors, own);
        }

        if (errors.Count == before && own is not null) marks?.Take(own);
        _scope.RemoveAt(_scope.Count - 1);
        _depth--;
    }

    // A value of the wrong type is one error, not one for every keyword that it cannot meet.
    private static bool CheckType(JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        if (!schema.TryGetProperty("type", out var type)) return true;
        string[] allowed = type.ValueKind == JsonValueKind.String ? [type.GetString()!] : [.. SchemaKeywords.StringsIn(type)];
        if (allowed.Length == 0 || allowed.Any(t => SchemaTypes.Is(value, t))) return true;
        errors.Add(
            $"{path}: is {SchemaTypes.Describe(value)}, should be {string.Join(" or ", allowed.Select(SchemaTypes.Describe))}");
        return false;
    }

    private void CheckReferences(JsonElement schema, JsonElement value, string path, List<string> errors, EvaluatedParts? marks)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["$ref", "$dynamicRef"])
        {
            if (SchemaKeywords.Text(schema, keyword) is not { } reference) continue;
            _resources ??= new SchemaResources(root);
            if (_resources.Find(_scope[^1], reference) is not { } place)
            {
                Abandon($"the schema refers to '{reference}', which is not in it");
                return;
            }

            // A dynamic reference means the outermost anchor of that name on the path to this schema.
            if (keyword == "$dynamicRef" && place.DynamicAnchor is { } name)
                place = _scope.Select(one => _resources.Dynamic(one, name)).FirstOrDefault(found => found is not null) ?? place;
            CheckIn(place.Resource, place.Schema, value, path, errors, marks);
        }
    }

    private static void CheckValues(JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value))
            errors.Add($"{path}: should be {Show(only)}");
        if (!schema.TryGetProperty("enum", out var allowed) || allowed.ValueKind != JsonValueKind.Array) return;
        if (allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value))) return;
        var shown = string.Join(", ", allowed.EnumerateArray().Take(MaxShown).Select(Show));
        errors.Add($"{path}: should be one of {shown}{(allowed.GetArrayLength() > MaxShown ? ", …" : "")}");
    }

    private static string Show(JsonElement value) =>
        value.GetRawText() is { Length: > 64 } text ? text[..64] + "…" : value.GetRawText();
}
