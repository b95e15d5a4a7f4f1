using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Modes;

namespace DurableTeams.Modes.Negotiation;

/// <summary>
/// Parties claim sections of one specification, blind to each other, negotiate the contested ones in rounds, and the
/// specification is frozen. Each owner then makes its sections, and the leader puts the result together.
/// </summary>
internal sealed class NegotiationMode : ModeDescriptor
{
    /// <inheritdoc/>
    public override TeamMode Mode => new(NegotiationSettings.Name);

    /// <inheritdoc/>
    public override bool HasLeader => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ModeSetting> Settings => NegotiationSettings.Mappings;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => ["phases"];

    /// <inheritdoc/>
    public override IReadOnlyList<ModeStep> Steps => [.. NegotiationSteps.All, PhasedMode.Summarise];

    /// <inheritdoc/>
    public override string LeaderTask =>
        "Your members are the parties of a negotiation over the sections of one specification. You rule where they cannot agree, "
        + "and at the end you put their sections together into one answer for the user.";

    /// <inheritdoc/>
    public override void Check(TeamDefinition team, Findings findings) => NegotiationCheck.Check(team, findings);

    /// <inheritdoc/>
    public override string? MemberNote(TeamDefinition team, MemberDefinition member) =>
        "You are a party of a negotiation over the sections of one specification. The other parties are: "
        + string.Join(", ", team.Members.Where(other => other.Id != member.Id).Select(other => other.Id)) + ".";

    /// <inheritdoc/>
    public override Task RunAsync(ITeamRun team) => new NegotiationFlow(team).RunAsync();
}
