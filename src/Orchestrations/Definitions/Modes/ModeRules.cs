using DurableTeams.Definitions.Checks;

namespace DurableTeams.Definitions.Modes;

/// <summary>The half of a mode's descriptor that team files are read and checked by. The whole is in room Modes, one file for each mode.</summary>
internal abstract class ModeRules
{
    /// <summary>The name in team files.</summary>
    public abstract TeamMode Mode { get; }

    /// <summary>Whether a leader's model directs the members.</summary>
    public virtual bool HasLeader => false;

    /// <summary>Whether the mode itself says which members work, rather than its leader by name.</summary>
    public virtual bool AsksMembers => true;

    /// <summary>Whether one agent at a time has the conversation, and the session's next run may start with it.</summary>
    public virtual bool HandsOver => false;

    /// <summary>The positions that members fill, each as often as it is filled; none where members have no positions.</summary>
    public virtual IReadOnlyList<MemberPosition> Positions => [];

    /// <summary>Keys of team files that only some modes know, and this one does; its <see cref="Setting"/> aside.</summary>
    public virtual IReadOnlyList<string> Keys => [];

    /// <summary>Keys of members likewise.</summary>
    public virtual IReadOnlyList<string> MemberKeys => [];

    /// <summary>The mapping of team files that only this mode knows; null where it has none.</summary>
    public virtual ModeSetting? Setting => null;

    /// <summary>Whether what this member answers can be the team's answer, unchanged.</summary>
    public virtual bool MayAnswer(TeamDefinition team, MemberDefinition member) => false;

    /// <summary>
    /// What a position answers with besides words of its own; null where it does not. The leader of a nested team, or its last
    /// member, works on a task and knows nothing of another team's forms: such a position no team can have.
    /// </summary>
    public virtual string? AnswersInForm(TeamDefinition team, MemberPosition position) => null;

    /// <summary>Reports what is wrong with a team of this mode, positions and keys of other modes aside.</summary>
    public virtual void Check(TeamDefinition team, Findings findings)
    {
    }

    /// <summary>Whether files of this mode may have this key.</summary>
    public bool Knows(string key) => Keys.Contains(key) || MemberKeys.Contains(key) || Setting?.Key == key;
}
