using System.Text.Json;
using DurableTeams.Definitions.Modes;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Json;

namespace DurableTeams.Definitions;

/// <summary>
/// Definitions as JSON: the form in which they are stored under their hash for the runs that are pinned to them.
/// </summary>
public static class DefinitionJson
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
        // What is none of the definition's own members, and no mode's, is of another version.
        var unknown = definition.ModeSettings?.Keys.Except(KnownModes.Settings.Select(setting => setting.Key)).ToList() ?? [];
        foreach (var key in unknown) definition.ModeSettings!.Remove(key);
        return definition.ModeSettings is { Count: 0 } ? definition with { ModeSettings = null } : definition;
    }
}
