using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;

namespace DurableTeams.Modes.Negotiation;

/// <summary>The checks of a team that negotiates, besides those of its settings' values.</summary>
internal static class NegotiationCheck
{
    /// <summary>Reports what is wrong.</summary>
    public static void Check(TeamDefinition team, Findings findings)
    {
        // A team without members was reported as that.
        if (team.Members.Count == 1)
        {
            findings.Report(
                "members", $"mode '{team.Mode}' is for two parties or more, "
                    + $"and '{team.Members[0].Id}' is the only one; add a member");
        }

        // Values of the wrong kind were reported as that.
        if (team.ModeSettings is { } settings && settings.TryGetValue(NegotiationSettings.SpecKey, out var spec)
            && spec.ValueKind == JsonValueKind.Object
            && spec.TryGetProperty("open", out var open) && open.ValueKind == JsonValueKind.False
            && spec.TryGetProperty("sections", out var sections) && sections.ValueKind == JsonValueKind.Array
            && sections.GetArrayLength() == 0)
        {
            findings.Report(
                $"{NegotiationSettings.SpecKey}/sections",
                "there is nothing to negotiate: name the sections, as in 'spec: { sections: [intro, prices] }', "
                    + "or write 'open: true' for the parties to name them");
        }
    }
}
