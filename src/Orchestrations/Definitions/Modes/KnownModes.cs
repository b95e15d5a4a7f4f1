namespace DurableTeams.Definitions.Modes;

/// <summary>
/// All modes. Room Modes makes the list and registers it here when the assembly is loaded, since definitions need the modes,
/// and the modes are written in terms of definitions.
/// </summary>
internal static class KnownModes
{
    private static IReadOnlyDictionary<TeamMode, ModeRules> _byMode = new Dictionary<TeamMode, ModeRules>();

    /// <summary>All modes, in the order of the documentation.</summary>
    public static IReadOnlyList<ModeRules> All { get; private set; } = [];

    /// <summary>The modes by name.</summary>
    public static IReadOnlyDictionary<string, TeamMode> Words { get; private set; } = new Dictionary<string, TeamMode>();

    /// <summary>The positions of all modes by name.</summary>
    public static IReadOnlyDictionary<string, MemberPosition> Positions { get; private set; } =
        new Dictionary<string, MemberPosition>();

    /// <summary>The mappings of team files that belong to single modes.</summary>
    public static IEnumerable<ModeSetting> Settings => All.SelectMany(mode => mode.Settings);

    /// <summary>The rules of a mode; null where there is no such mode.</summary>
    public static ModeRules? Find(TeamMode mode) => _byMode.GetValueOrDefault(mode);

    /// <summary>The names of the modes for which this holds, with commas between them.</summary>
    public static string Names(Func<ModeRules, bool> which) => string.Join(", ", All.Where(which).Select(mode => mode.Mode.Name));

    /// <summary>Registers the list.</summary>
    public static void Register(IReadOnlyList<ModeRules> modes)
    {
        All = modes;
        _byMode = modes.ToDictionary(mode => mode.Mode);
        Words = modes.ToDictionary(mode => mode.Mode.Name, mode => mode.Mode, StringComparer.Ordinal);
        Positions = modes.SelectMany(mode => mode.Positions).Distinct()
            .ToDictionary(position => position.Name, StringComparer.Ordinal);
    }
}
