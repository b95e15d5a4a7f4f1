using System.Text.Json;
using DurableTeams.Runs;
using DurableTeams.Storage;
using DurableTeams.Tools;

namespace DurableTeams.Approvals;

/// <summary>What a person fills in becomes part of a call's arguments.</summary>
internal static class Answers
{
    /// <summary>The decision with the arguments it makes, or partial where fields are still open.</summary>
    /// <exception cref="ApiException">400: a field is none of these, or does not fit its schema.</exception>
    public static DecisionRecord Fill(RequirementRecord requirement, JsonElement parameters, DecisionRecord record, string field)
    {
        var fields = (requirement.InputFields ?? []).Select(input => input.Name).ToList();
        var values = record.Values!.Value;
        foreach (var value in values.EnumerateObject())
        {
            if (!fields.Contains(value.Name, StringComparer.Ordinal))
                throw ApiErrors.InvalidField($"{field}values.{value.Name}", $"is not one of the fields: {string.Join(", ", fields)}.");
        }

        var all = requirement.Values is { } before ? JsonMergePatch.Compose(before, values) : values;
        var errors = Wrong(parameters, values);
        if (errors.Count > 0) throw ApiErrors.InvalidArguments(field + "values", errors);
        if (!IsComplete(requirement.InputFields, all)) return record with { Partial = true };
        // Of a name that is there twice the last counts, as everywhere.
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        // What the model wrote into a field that the person left out was a suggestion, and is left out, too.
        var suggested = requirement.Tool.Arguments.EnumerateObject().Where(member => !fields.Contains(member.Name, StringComparer.Ordinal));
        foreach (var member in suggested.Concat(all.EnumerateObject())) members[member.Name] = member.Value;
        var arguments = JsonSerializer.SerializeToElement(members);
        return JsonSchemaCheck.Validate(parameters, arguments) is { Count: > 0 } unfit
            ? throw ApiErrors.InvalidArguments(field + "values", unfit)
            : record with { Arguments = arguments, ArgumentsHash = CanonicalJson.Hash(arguments) };
    }

    /// <summary>Whether every field is there that may not be left out.</summary>
    public static bool IsComplete(IReadOnlyList<InputField>? fields, JsonElement values) =>
        (fields ?? []).All(field => field.Optional || values.TryGetProperty(field.Name, out _));

    /// <summary>What is wrong with each field by itself: the others may follow.</summary>
    private static List<string> Wrong(JsonElement parameters, JsonElement values)
    {
        if (parameters.ValueKind != JsonValueKind.Object || !parameters.TryGetProperty("properties", out var properties)) return [];
        return
        [
            .. values.EnumerateObject()
                .Where(value => properties.TryGetProperty(value.Name, out _))
                .SelectMany(value => JsonSchemaCheck.Validate(properties.GetProperty(value.Name), value.Value).Select(error => $"{value.Name}: {error}")),
        ];
    }
}
