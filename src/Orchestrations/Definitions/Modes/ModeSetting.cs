using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Modes;

/// <summary>A mapping of team files that belongs to one mode, such as <c>debate: { rounds: 3 }</c>.</summary>
/// <param name="Key">The mapping's key.</param>
/// <param name="Description">The purpose of the mapping.</param>
/// <param name="Values">The values of the mapping.</param>
internal sealed record ModeSetting(string Key, string Description, params IReadOnlyList<ModeSettingValue> Values)
{
    /// <summary>The keys of the mapping.</summary>
    public IEnumerable<string> Keys => Values.Select(value => value.Key);

    /// <summary>The mapping of a team file, with defaults for what it leaves out.</summary>
    public JsonElement Read(MapReader? map) => WithDefaults(
        map is null ? null : new JsonObject(Values.Select(value => KeyValuePair.Create(value.Key, value.Read(map, value.Key)))));

    /// <summary>
    /// The mapping with defaults for the values that are left out. What is no value of it stays, for the check to refuse.
    /// </summary>
    public JsonElement WithDefaults(JsonObject? written)
    {
        var made = Values.ToDictionary(value => value.Key, value => written?[value.Key] ?? value.Default);
        foreach (var (key, other) in written ?? []) made.TryAdd(key, other);
        return JsonSerializer.SerializeToElement(made);
    }

    /// <summary>Reports what is wrong in the mapping.</summary>
    public void Check(JsonElement written, Findings findings)
    {
        if (written.ValueKind != JsonValueKind.Object)
        {
            findings.Report(Key, $"'{Key}' must hold keys with values");
            return;
        }

        foreach (var unknown in written.EnumerateObject().Select(one => one.Name).Except(Keys))
            findings.Report($"{Key}/{unknown}", $"unknown key '{unknown}'{WordSuggestion.Hint(unknown, Keys)}");
        foreach (var value in Values)
            value.Check(written.TryGetProperty(value.Key, out var given) ? given : default, $"{Key}/{value.Key}", findings);
    }
}
