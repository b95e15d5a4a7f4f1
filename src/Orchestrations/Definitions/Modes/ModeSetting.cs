using System.Text.Json;
using System.Text.Json.Nodes;

namespace DurableTeams.Definitions.Modes;

/// <summary>A mapping of team files that belongs to one mode, such as <c>debate: { rounds: 3 }</c>.</summary>
/// <param name="Key">The mapping's key.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Values">What may stand in it.</param>
internal sealed record ModeSetting(string Key, string Description, params IReadOnlyList<ModeSettingValue> Values)
{
    /// <summary>The mapping with what a file leaves out.</summary>
    public JsonElement WithDefaults(JsonObject? written) => JsonSerializer.SerializeToElement(
        Values.ToDictionary(value => value.Key, value => written?[value.Key] ?? value.Default));
}

/// <summary>A value of such a mapping.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Default">What it is where a file says nothing.</param>
/// <param name="Schema">JSON Schema of it, with a description.</param>
internal sealed record ModeSettingValue(string Key, JsonNode? Default, JsonObject Schema)
{
    /// <summary>A whole number in bounds.</summary>
    public static ModeSettingValue Whole(string key, string description, int absent, int least, int most) => new(key, absent, new JsonObject
    {
        ["description"] = FormattableString.Invariant($"{description} {absent} where absent."),
        ["type"] = "integer",
        ["minimum"] = least,
        ["maximum"] = most,
    });
}
