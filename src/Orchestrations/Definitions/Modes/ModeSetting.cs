using System.Text.Json;
using System.Text.Json.Nodes;

namespace DurableTeams.Definitions.Modes;

/// <summary>A mapping of team files that belongs to one mode, such as <c>debate: { rounds: 3 }</c>.</summary>
/// <param name="Key">The mapping's key.</param>
/// <param name="Description">The purpose of the mapping.</param>
/// <param name="Values">The values of the mapping.</param>
internal sealed record ModeSetting(string Key, string Description, params IReadOnlyList<ModeSettingValue> Values)
{
    /// <summary>The mapping with defaults for the values that a file leaves out.</summary>
    public JsonElement WithDefaults(JsonObject? written) => JsonSerializer.SerializeToElement(
        Values.ToDictionary(value => value.Key, value => written?[value.Key] ?? value.Default));
}

/// <summary>A value of such a mapping.</summary>
/// <param name="Key">The key of the value.</param>
/// <param name="Default">The value where a file has none.</param>
/// <param name="Schema">JSON Schema of the value, with a description.</param>
internal sealed record ModeSettingValue(string Key, JsonNode? Default, JsonObject Schema)
{
    /// <summary>A whole number in bounds.</summary>
    public static ModeSettingValue Whole(string key, string description, int absent, int least, int most) =>
        new(key, absent, new JsonObject
        {
            ["description"] = FormattableString.Invariant($"{description} {absent} where absent."),
            ["type"] = "integer",
            ["minimum"] = least,
            ["maximum"] = most,
        });
}
