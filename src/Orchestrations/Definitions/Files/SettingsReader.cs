namespace DurableTeams.Definitions.Files;

/// <summary>
/// Reads <c>limits</c>, <c>retry</c> and <c>history</c>; the defaults of the records hold where the file is silent.
/// </summary>
internal static class SettingsReader
{
    public static readonly string[] LimitKeys =
    [
        "maxSteps", "maxHandoffs", "memberTimeout", "teamTimeout", "maxTokens", "maxParallel", "maxConversation"
    ];
    public static readonly string[] RetryKeys = ["model", "tool"];
    public static readonly string[] AttemptKeys = ["attempts", "backoff"];
    public static readonly string[] HistoryKeys = ["scope", "turns"];

    public static LimitsDefinition Limits(MapReader? map)
    {
        var defaults = new LimitsDefinition();
        return map is null ? defaults : new LimitsDefinition
        {
            MaxSteps = map.Whole("maxSteps") ?? defaults.MaxSteps,
            MaxHandoffs = map.Whole("maxHandoffs") ?? defaults.MaxHandoffs,
            MemberTimeout = map.Time("memberTimeout") ?? defaults.MemberTimeout,
            TeamTimeout = map.Time("teamTimeout") ?? defaults.TeamTimeout,
            MaxTokens = map.Whole("maxTokens", long.MaxValue),
            MaxParallel = map.Whole("maxParallel") ?? defaults.MaxParallel,
            MaxConversation = map.Size("maxConversation"),
        };
    }

    public static RetryDefinition Retry(MapReader? map)
    {
        var defaults = new RetryDefinition();
        return map is null ? defaults : new RetryDefinition
        {
            Model = Setting(map, "model", defaults.Model),
            Tool = Setting(map, "tool", defaults.Tool),
        };
    }

    public static HistoryDefinition History(MapReader? map)
    {
        var defaults = new HistoryDefinition();
        return map is null ? defaults : new HistoryDefinition
        {
            Scope = map.Word("scope", Vocabulary<HistoryScope>.Words) ?? defaults.Scope,
            Turns = map.Whole("turns") ?? defaults.Turns,
        };
    }

    private static RetrySetting Setting(MapReader map, string key, RetrySetting defaults) =>
        map.Map(key, AttemptKeys) is { } setting
            ? new RetrySetting(setting.Whole("attempts") ?? defaults.Attempts, setting.Time("backoff") ?? defaults.Backoff)
            : defaults;
}
