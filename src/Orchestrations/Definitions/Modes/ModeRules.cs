using DurableTeams.Definitions.Checks;

namespace DurableTeams.Definitions.Modes;

/// <summary>
/// The part of a mode's descriptor by which team files are read and checked. The whole descriptor is in room Modes, one file
/// for each mode.
/// </summary>
internal abstract class ModeRules
{
    /// <summary>The name in team files.</summary>
    public abstract TeamMode Mode { get; }

    /// <summary>Whether a leader's model directs the members.</summary>
    public virtual bool HasLeader => false;

    /// <summary>Whether the mode itself chooses the members that work, and not its leader by name.</summary>
    public virtual bool AsksMembers => true;

    /// <summary>Whether one agent at a time has the conversation, and the session's next run may start with it.</summary>
    public virtual bool HandsOver => false;

    /// <summary>The positions of members, each as often as members fill it; none where members have no positions.</summary>
    public virtual IReadOnlyList<MemberPosition> Positions => [];

    /// <summary>Keys of team files that this mode and only some other modes have, without its <see cref="Settings"/>.</summary>
    public virtual IReadOnlyList<string> Keys => [];

    /// <summary>Keys of members that this mode and only some other modes have.</summary>
    public virtual IReadOnlyList<string> MemberKeys => [];

    /// <summary>The mappings of team files that belong to this mode alone.</summary>
    public virtual IReadOnlyList<ModeSetting> Settings => [];

    /// <summary>Whether this member's answer can be the team's answer, unchanged.</summary>
    public virtual bool MayAnswer(TeamDefinition team, MemberDefinition member) => false;

    /// <summary>
    /// The form that a position answers in, or null where it answers in words only. A nested team works on a task and knows
    /// nothing of the outer team's forms, so no team can have such a position.
    /// </summary>
    public virtual string? AnswersInForm(TeamDefinition team, MemberPosition position) => null;

    /// <summary>Reports the errors of a team of this mode, without those of positions and of keys of other modes.</summary>
    public virtual void Check(TeamDefinition team, Findings findings)
    {
    }

    /// <summary>Whether files of this mode may have this key.</summary>
    public bool Knows(string key) => Keys.Contains(key) || MemberKeys.Contains(key) || FindSetting(key) is not null;

    /// <summary>The mode's own mapping with this key; null where there is none.</summary>
    public ModeSetting? FindSetting(string key) => Settings.FirstOrDefault(setting => setting.Key == key);
}
