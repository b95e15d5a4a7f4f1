using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Schemas;

namespace DurableTeams.Definitions.Modes;

/// <summary>
/// A list of different names in a mode's own mapping; empty where a file has none. A name is 1 to <paramref name="Longest"/>
/// characters, without control characters, and without blanks at its ends.
/// </summary>
/// <param name="Key">The key of the list.</param>
/// <param name="Item">What a name is the name of, such as <c>section</c>.</param>
/// <param name="Description">What the names are.</param>
/// <param name="Most">How many there may be.</param>
/// <param name="Longest">How many characters a name may have.</param>
internal sealed record NamesSettingValue(string Key, string Item, string Description, int Most, int Longest) : ModeSettingValue(
    Key, new JsonArray(), Names(Item, Description, Most, Longest), (map, key) => map.Names(key))
{
    /// <summary>What is wrong with a name; null where nothing is.</summary>
    public static string? Problem(string item, string name, int longest) =>
        name.Trim() == name && name.EnumerateRunes().Count() is var length && length > 0 && length <= longest
            && !name.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar)
                ? null
                : FormattableString.Invariant(
                    $"a {item} has a name of 1 to {longest} characters, without line breaks and without blanks at its ends");

    /// <inheritdoc/>
    public override void Check(JsonElement value, string path, Findings findings)
    {
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String))
        {
            findings.Report(path, $"'{Key}' must be a list of names");
            return;
        }

        var names = value.EnumerateArray().Select(one => one.GetString()!).ToList();
        if (names.Count > Most)
        {
            findings.Report(path, FormattableString.Invariant(
                $"'{Key}' has {names.Count} names, and may have at most {Most}"));
        }

        foreach (var (i, name) in names.Index())
        {
            var at = FormattableString.Invariant($"{path}/{i}");
            if (Problem(Item, name, Longest) is { } problem) findings.Report(at, problem);
            else if (names.IndexOf(name) < i) findings.Report(at, $"{Item} '{name}' is listed twice");
        }
    }

    private static JsonObject Names(string item, string description, int most, int longest)
    {
        var made = SchemaParts.List(description, SchemaParts.Text($"The name of a {item}."));
        made["uniqueItems"] = true;
        made["maxItems"] = most;
        made["items"]!["minLength"] = 1;
        made["items"]!["maxLength"] = longest;
        return made;
    }
}
