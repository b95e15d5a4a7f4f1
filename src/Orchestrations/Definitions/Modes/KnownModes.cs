namespace DurableTeams.Definitions.Modes;

/// <summary>
/// All modes. Room Modes makes the list and registers it here when the assembly is loaded, since definitions need the modes,
/// and the modes are written in terms of definitions. The list is made when it is first asked for: a program that only calls a
/// host never needs it.
/// </summary>
internal static class KnownModes
{
    private static Lazy<Known> _known = new(() => new Known([]));

    /// <summary>All modes, in the order of the documentation.</summary>
    public static IReadOnlyList<ModeRules> All => _known.Value.All;

    /// <summary>The modes by name.</summary>
    public static IReadOnlyDictionary<string, TeamMode> Words => _known.Value.Words;

    /// <summary>The positions of all modes by name.</summary>
    public static IReadOnlyDictionary<string, MemberPosition> Positions => _known.Value.Positions;

    /// <summary>The mappings of team files that belong to single modes.</summary>
    public static IEnumerable<ModeSetting> Settings => All.SelectMany(mode => mode.Settings);

    /// <summary>The rules of a mode; null where there is no such mode.</summary>
    public static ModeRules? Find(TeamMode mode) => _known.Value.ByMode.GetValueOrDefault(mode);

    /// <summary>The names of the modes for which this holds, with commas between them.</summary>
    public static string Names(Func<ModeRules, bool> which) => string.Join(", ", All.Where(which).Select(mode => mode.Mode.Name));

    /// <summary>Registers what makes the list.</summary>
    public static void Register(Func<IReadOnlyList<ModeRules>> modes) => _known = new(() => new Known(modes()));

    private sealed class Known(IReadOnlyList<ModeRules> modes)
    {
        public IReadOnlyList<ModeRules> All => modes;

        public IReadOnlyDictionary<TeamMode, ModeRules> ByMode { get; } = modes.ToDictionary(mode => mode.Mode);

        public IReadOnlyDictionary<string, TeamMode> Words { get; } =
            modes.ToDictionary(mode => mode.Mode.Name, mode => mode.Mode, StringComparer.Ordinal);

        public IReadOnlyDictionary<string, MemberPosition> Positions { get; } = modes.SelectMany(mode => mode.Positions)
            .Distinct()
                .ToDictionary(position => position.Name, StringComparer.Ordinal);
    }
}
