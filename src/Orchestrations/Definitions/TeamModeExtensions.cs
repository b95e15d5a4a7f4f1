using DurableTeams.Definitions.Modes;

namespace DurableTeams.Definitions;

/// <summary>What is asked of a team's mode.</summary>
internal static class TeamModeExtensions
{
    /// <summary>Whether a leader's model directs the members.</summary>
    public static bool HasLeader(this TeamMode mode) => KnownModes.Find(mode)?.HasLeader == true;

    /// <summary>Whether one agent at a time has the conversation.</summary>
    internal static bool HandsOver(this TeamMode mode) => KnownModes.Find(mode)?.HandsOver == true;

    /// <summary>The positions that members fill, each as often as it is filled.</summary>
    internal static IReadOnlyList<MemberPosition> Positions(this TeamMode mode) => KnownModes.Find(mode)?.Positions ?? [];

    /// <summary>Whether what this member answers can be the team's answer, unchanged.</summary>
    internal static bool MayAnswer(this TeamDefinition team, MemberDefinition member) =>
        KnownModes.Find(team.Mode)?.MayAnswer(team, member) == true;

    /// <summary>The members with a position, in file order.</summary>
    internal static IEnumerable<string> At(this TeamDefinition team, MemberPosition position) =>
        team.Members.Where(member => member.Position == position).Select(member => member.Id);
}
