namespace DurableTeams.Definitions.Tools;

/// <summary>
/// The tool kinds that have settings in team files. Room Tools makes the list and registers it here when the assembly is loaded,
/// since definitions need the kinds, and the kinds are written in terms of definitions.
/// </summary>
internal static class KnownToolKinds
{
    private static Lazy<IReadOnlyList<ToolKindRules>> _all = new(() => []);

    /// <summary>The kinds, in the order of the documentation.</summary>
    public static IReadOnlyList<ToolKindRules> All => _all.Value;

    /// <summary>The keys of the kinds' settings.</summary>
    public static IEnumerable<string> Keys => All.Select(kind => kind.Key);

    /// <summary>
    /// The kind that an entry has settings of. Null where the entry has none: it is a registered function, or run elsewhere.
    /// </summary>
    public static ToolKindRules? Of(ToolDefinition tool) => All.LastOrDefault(kind => kind.IsIn(tool));

    /// <summary>Registers what makes the list, when it is first asked for.</summary>
    public static void Register(Func<IReadOnlyList<ToolKindRules>> kinds) => _all = new(kinds);
}
