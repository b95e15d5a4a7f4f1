namespace DurableTeams.Definitions.Modes;

/// <summary>
/// The modes there are. Room Modes makes the list and gives it here when the assembly is loaded: definitions need to know of the
/// modes, and the modes are written in terms of definitions.
/// </summary>
internal static class KnownModes
{
    private static IReadOnlyDictionary<TeamMode, ModeRules> s_byMode = new Dictionary<TeamMode, ModeRules>();

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ModeRules> All { get; private set; } = [];

    /// <summary>The modes by name.</summary>
    public static IReadOnlyDictionary<string, TeamMode> Words { get; private set; } = new Dictionary<string, TeamMode>();

    /// <summary>The positions of all modes by name.</summary>
    public static IReadOnlyDictionary<string, MemberPosition> Positions { get; private set; } = new Dictionary<string, MemberPosition>();

    /// <summary>The mappings of team files that single modes have.</summary>
    public static IEnumerable<ModeSetting> Settings => All.Where(mode => mode.Setting is not null).Select(mode => mode.Setting!);

    /// <summary>The mode's rules; null where there is no such mode.</summary>
    public static ModeRules? Find(TeamMode mode) => s_byMode.GetValueOrDefault(mode);

    /// <summary>The names of the modes that are so, with commas between them.</summary>
    public static string Names(Func<ModeRules, bool> which) => string.Join(", ", All.Where(which).Select(mode => mode.Mode.Name));

    /// <summary>Makes the list known.</summary>
    public static void Register(IReadOnlyList<ModeRules> modes)
    {
        All = modes;
        s_byMode = modes.ToDictionary(mode => mode.Mode);
        Words = modes.ToDictionary(mode => mode.Mode.Name, mode => mode.Mode, StringComparer.Ordinal);
        Positions = modes.SelectMany(mode => mode.Positions).Distinct().ToDictionary(position => position.Name, StringComparer.Ordinal);
    }
}
