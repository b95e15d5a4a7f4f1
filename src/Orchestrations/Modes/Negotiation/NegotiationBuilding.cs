using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;

namespace DurableTeams.Modes.Negotiation;

/// <summary>The mode for teams made in code.</summary>
public static class NegotiationBuilding
{
    /// <summary>
    /// Parties (members, or whole teams as members) claim sections of one specification, settle who has the contested ones,
    /// then make what they own; the leader puts the result together. See <c>docs/reference/modes.md</c>.
    /// </summary>
    /// <param name="team">The team.</param>
    /// <param name="sections">The sections, at most 32 different names; may be empty where the specification is open.</param>
    /// <param name="model">The name of the leader's model, also that of members that name none.</param>
    /// <param name="open">Whether parties may claim sections that are not listed.</param>
    /// <param name="maxRounds">How often the claimants of contested sections answer each other, 1 to 20.</param>
    /// <param name="onStalemate">Who decides on a section that is contested after the last round.</param>
    /// <param name="onUnclaimed">What happens to a section that nobody claimed.</param>
    /// <param name="parallelSections">Whether an owner works on its sections side by side.</param>
    public static TeamBuilder Negotiation(
        this TeamBuilder team,
        IEnumerable<string> sections,
        string model,
        bool open = false,
        int maxRounds = 3,
        StalematePolicy onStalemate = StalematePolicy.Arbiter,
        UnclaimedPolicy onUnclaimed = UnclaimedPolicy.Assign,
        bool parallelSections = true)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(sections);
        var spec = new JsonObject
        {
            ["sections"] = new JsonArray([.. sections.Select(section => JsonValue.Create(section))]),
            ["open"] = open,
        };
        var rules = new JsonObject
        {
            ["maxRounds"] = maxRounds,
            ["onStalemate"] = Vocabulary<StalematePolicy>.Word(onStalemate),
            ["onUnclaimed"] = Vocabulary<UnclaimedPolicy>.Word(onUnclaimed),
            ["parallelSections"] = parallelSections,
        };
        return team.In(new TeamMode(NegotiationSettings.Name), model, rules).Setting(NegotiationSettings.SpecKey, spec);
    }
}
