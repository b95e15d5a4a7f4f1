using System.Text.Json;
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
    public static string Serialize(TeamDefinition definition) => JsonSerializer.Serialize(LiteralSecrets.TakeOut(definition), ContractJson.Compact);

    /// <summary>Reads a definition; members that this version does not know are ignored.</summary>
    /// <exception cref="JsonException">The text is not the JSON of a definition.</exception>
    public static TeamDefinition Deserialize(string json) =>
        JsonSerializer.Deserialize<TeamDefinition>(json, ContractJson.Compact) ?? throw new JsonException("A definition is a JSON object.");
}
