using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Schemas;
using DurableTeams.Json.Schemas;

namespace DurableTeams.Definitions.Modes;

/// <summary>A value of a mode's own mapping.</summary>
/// <param name="Key">The key of the value.</param>
/// <param name="Default">The value where a file has none.</param>
/// <param name="Schema">JSON Schema of the value, with a description.</param>
/// <param name="Read">Reads the value of a team file; null where there is none.</param>
internal record ModeSettingValue(string Key, JsonNode? Default, JsonObject Schema, Func<MapReader, string, JsonNode?> Read)
{
    /// <summary>A whole number in bounds.</summary>
    public static ModeSettingValue Whole(string key, string description, int absent, int least, int most) => new(
        key, absent, SchemaParts.Whole(Absent(description, absent), least, most), (map, name) => map.Whole(name));

    /// <summary>True or false.</summary>
    public static ModeSettingValue Flag(string key, string description, bool absent) => new(
        key, absent, SchemaParts.Flag(Absent(description, absent ? "true" : "false")), (map, name) => map.Flag(name));

    /// <summary>One of the words of an enum.</summary>
    public static ModeSettingValue Word<T>(string key, string description, T absent)
        where T : struct, Enum => new(
        key,
        Vocabulary<T>.Word(absent),
        SchemaParts.Word(Absent(description, Vocabulary<T>.Word(absent)), Vocabulary<T>.Words.Keys),
        (map, name) => map.Word(name, Vocabulary<T>.Words) is { } read ? Vocabulary<T>.Word(read) : null);

    /// <summary>Reports what is wrong with the value.</summary>
    public virtual void Check(JsonElement value, string path, Findings findings)
    {
        if (JsonSchemaCheck.Validate(JsonSerializer.SerializeToElement(Schema), value) is [var wrong, ..])
            findings.Report(path, $"'{Key}' {wrong[(wrong.IndexOf(": ", StringComparison.Ordinal) + 2)..]}");
    }

    private static string Absent(string description, object value) =>
        FormattableString.Invariant($"{description} {value} where absent.");
}
