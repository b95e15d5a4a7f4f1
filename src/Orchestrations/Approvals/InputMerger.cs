using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Json.Schemas;
using DurableTeams.Storage.Records;

namespace DurableTeams.Approvals;

/// <summary>Merges the values that a person fills in into the arguments of a call.</summary>
internal static class InputMerger
{
    /// <summary>The decision with the merged arguments; partial where fields are still open.</summary>
    /// <exception cref="ApiException">400: a field is unknown, or its value does not fit its schema.</exception>
    public static DecisionRecord Fill(RequirementRecord requirement, JsonElement parameters, DecisionRecord record, string field)
    {
        var fields = (requirement.InputFields ?? []).Select(input => input.Name).ToList();
        var values = record.Values!.Value;
        foreach (var value in values.EnumerateObject())
        {
            if (!fields.Contains(value.Name, StringComparer.Ordinal))
                throw ApiErrors.InvalidField(
                    $"{field}values.{value.Name}", $"is not one of the fields: {string.Join(", ", fields)}.");
        }

        var all = requirement.Values is { } before ? JsonMergePatch.Compose(before, values) : values;
        var errors = Wrong(parameters, values);
        if (errors.Count == 0) errors = NotListed(requirement.InputFields ?? [], values);
        if (errors.Count > 0) throw ApiErrors.InvalidArguments(field + "values", errors);
        if (!IsComplete(requirement.InputFields, all)) return record with { Partial = true };
        // If a name is given twice, the last value counts, as everywhere.
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        // If a person leaves a field out, the model's suggestion for it is left out, too.
        var suggested = requirement.Tool.Arguments.EnumerateObject()
            .Where(member => !fields.Contains(member.Name, StringComparer.Ordinal));
        foreach (var member in suggested.Concat(all.EnumerateObject())) members[member.Name] = member.Value;
        var arguments = JsonSerializer.SerializeToElement(members);
        return JsonSchemaCheck.Validate(parameters, arguments) is { Count: > 0 } unfit
            ? throw ApiErrors.InvalidArguments(field + "values", unfit)
            : record with { Arguments = arguments, ArgumentsHash = CanonicalJson.Hash(arguments) };
    }

    /// <summary>Whether every field that may not be left out has a value.</summary>
    public static bool IsComplete(IReadOnlyList<InputField>? fields, JsonElement values) =>
        (fields ?? []).All(field => field.Optional || values.TryGetProperty(field.Name, out _));

    /// <summary>The errors of values that are none of those that the requirement lists for their field.</summary>
    private static List<string> NotListed(IReadOnlyList<InputField> fields, JsonElement values)
    {
        List<string> errors = [];
        foreach (var field in fields)
        {
            if (field.Choices is not { } choices || !values.TryGetProperty(field.Name, out var value)
                || choices.Any(choice => JsonElement.DeepEquals(choice, value)))
                continue;
            errors.Add($"{field.Name}: must be one of {string.Join(", ", choices.Select(choice => choice.ToString()))}");
        }

        return errors;
    }

    /// <summary>The errors of each field by itself: the other fields may follow later.</summary>
    private static List<string> Wrong(JsonElement parameters, JsonElement values)
    {
        if (parameters.ValueKind != JsonValueKind.Object || !parameters.TryGetProperty("properties", out var properties))
            return [];
        return
        [
            .. values.EnumerateObject()
                .Where(value => properties.TryGetProperty(value.Name, out _))
                .SelectMany(value => JsonSchemaCheck.Validate(properties.GetProperty(value.Name), value.Value)
                    .Select(error => $"{value.Name}: {error}")),
        ];
    }
}
