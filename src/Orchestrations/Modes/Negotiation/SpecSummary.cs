using System.Text.Json.Nodes;
using DurableTeams.Definitions;

namespace DurableTeams.Modes.Negotiation;

/// <summary>
/// The summary of a phase, in the form of a triad's summaries: <c>{phase, decisions, openQuestions, artifacts, producedBy}</c>.
/// No model writes it, since everything that a phase decides is in the specification.
/// </summary>
internal static class SpecSummary
{
    /// <summary>Characters of a proposal in a summary.</summary>
    public const int MostProposal = 500;

    /// <summary>The summary of a phase that has ended.</summary>
    /// <param name="spec">The specification at the end of the phase.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="teamId">The team.</param>
    public static JsonObject Of(Spec spec, TeamPhase phase, string teamId) => new()
    {
        ["phase"] = PhaseText.Name(phase),
        ["decisions"] = Array(spec.Sections.Where(section => IsDecided(section, phase)).Select(section => new JsonObject
        {
            ["section"] = section.Name, ["owner"] = section.Owner, ["by"] = section.By,
        })),
        ["openQuestions"] = Array(spec.Sections.Where(section => !IsDecided(section, phase)).Select(section => new JsonObject
        {
            ["section"] = section.Name,
            ["claimants"] = Array(section.Claims.Select(claim => JsonValue.Create(claim.MemberId))),
        })),
        ["artifacts"] = phase == TeamPhase.Execution ? [] : new JsonObject(spec.Sections.Select(section => KeyValuePair.Create(
            section.Name, (JsonNode?)new JsonObject(section.Claims.Select(claim => KeyValuePair.Create(
                claim.MemberId, (JsonNode?)JsonValue.Create(Cut(claim.Proposal)))))))),
        ["producedBy"] = teamId,
    };

    private static bool IsDecided(SpecSection section, TeamPhase phase) =>
        phase == TeamPhase.Execution ? section.Status == SectionStatus.Done : section.Owner is not null;

    private static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    private static string Cut(string text) =>
        text.Length <= MostProposal
            ? text
            : text[..(char.IsHighSurrogate(text[MostProposal - 1]) ? MostProposal - 1 : MostProposal)] + " …";
}
