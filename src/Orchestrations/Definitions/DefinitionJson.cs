using System.Text.Json;
using DurableTeams.Definitions.Modes;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Definitions.Tools;
using DurableTeams.Json;

namespace DurableTeams.Definitions;

/// <summary>
/// Definitions as JSON: the form in which they are stored under their hash for the runs that are pinned to them.
/// </summary>
internal static class DefinitionJson
{
    /// <summary>
    /// The definition as compact JSON. A schema's properties keep their order, since models see them. Literal secrets are left
    /// out.
    /// </summary>
    public static string Serialize(TeamDefinition definition) =>
        JsonSerializer.Serialize(LiteralSecrets.TakeOut(definition), ContractJson.Compact);

    /// <summary>The definition that this JSON is; members that this version does not know are ignored.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static TeamDefinition Deserialize(string json)
    {
        var definition = JsonSerializer.Deserialize<TeamDefinition>(json, ContractJson.Compact)
            ?? throw new JsonException("A definition is a JSON object.");
        return definition with
        {
            ModeSettings = Known(definition.ModeSettings, KnownModes.Settings.Select(setting => setting.Key)),
            Tools = definition.Tools.With(tool => tool with { KindSettings = Known(tool.KindSettings, KnownToolKinds.Keys) }),
        };
    }

    // What is no member of a definition, and no setting of a mode or tool kind, is of another version.
    private static IDictionary<string, JsonElement>? Known(IDictionary<string, JsonElement>? read, IEnumerable<string> keys)
    {
        foreach (var key in read?.Keys.Except(keys).ToList() ?? []) read!.Remove(key);
        return read is { Count: > 0 } ? read : null;
    }
}
