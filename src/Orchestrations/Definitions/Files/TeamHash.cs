using System.Text.Json;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Files;

/// <summary>
/// The content hash of a definition: lower-case hex SHA-256 of its canonical JSON. A file and the builder give the same hash,
/// whatever the order of their parts. Literal secrets do not count: see <see cref="LiteralSecrets"/>.
/// </summary>
internal static class TeamHash
{
    /// <summary>The hash.</summary>
    public static string Compute(TeamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return CanonicalJson.Hash(
            JsonSerializer.SerializeToElement(LiteralSecrets.TakeOut(definition), ContractJson.Compact), IsSilent);
    }

    /// <summary>Has all compiled that <see cref="Compute"/> uses.</summary>
    internal static void Prepare() => Compute(new TeamDefinition
    {
        Id = "",
        Name = "",
        Mode = TeamMode.Coordinate,
        Members = [new MemberDefinition { Id = "", Tools = [""] }],
        Models = new(StringComparer.Ordinal) { [""] = new ModelDefinition { Provider = "" } },
        Tools = new(StringComparer.Ordinal) { [""] = new ToolDefinition() },
    });

    /// <summary>The definition with its hash.</summary>
    public static PinnedTeam Pin(TeamDefinition definition) => new(definition, Compute(definition))
    {
        Warnings = [.. LiteralSecrets.Warnings(definition, null)
            .Select(warning => new DefinitionError(definition.Id, 0, warning.Reason))],
    };

    // A key that a later version added counts only where it is set: a team that does not use the key keeps its hash.
    private static bool IsSilent(JsonProperty property) => property.Name switch
    {
        "phases" => property.Value.GetArrayLength() == 0,
        "handoffReturn" => property.Value.ValueEquals("stay"),
        _ => false,
    };
}
