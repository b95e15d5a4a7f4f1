namespace DurableTeams.Dashboard.Hosting;

/// <summary>The addresses of pages, each below the path of the dashboard.</summary>
/// <param name="Root">The path of the dashboard: <c>/</c>, or such as <c>/dashboard</c>.</param>
public sealed record DashboardPaths(string Root)
{
    /// <summary>What comes before every other page: empty, or such as <c>/dashboard</c>.</summary>
    public string Base { get; } = Root == "/" ? "" : Root;

    public string Inbox => Root;

    public string Runs => $"{Base}/runs";

    public string Teams => $"{Base}/teams";

    public string Sessions => $"{Base}/sessions";

    public string Playground => $"{Base}/playground";

    public string Health => $"{Base}/health";

    public string SignIn => $"{Base}/signin";

    public string SignOut => $"{Base}/signout";

    public string Name => $"{Base}/name";

    public string Theme => $"{Base}/theme";

    public string Requirement(string requirementId) => $"{Base}/inbox/{Escape(requirementId)}";

    public string Run(string runId) => $"{Runs}/{Escape(runId)}";

    public string Team(string teamId) => $"{Teams}/{Escape(teamId)}";

    public string Session(string sessionId) => $"{Sessions}/{Escape(sessionId)}";

    public string Play(string teamId, string? sessionId = null) =>
        $"{Playground}/{Escape(teamId)}{(sessionId is null ? "" : $"?session={Escape(sessionId)}")}";

    public string Asset(string name) => $"{Base}/assets/{name}?v={Assets.Version}";

    /// <summary>
    /// An address that a request names to go to afterwards, where it is one of these pages; else the inbox. Nothing but a path of
    /// this host is taken.
    /// </summary>
    public string Back(string? asked) =>
        asked is { Length: > 0 and <= 2048 } && asked[0] == '/' && (Base.Length == 0
            || (asked.StartsWith(Base, StringComparison.Ordinal)
                && (asked.Length == Base.Length || asked[Base.Length] is '/' or '?')))
        && !asked.StartsWith("//", StringComparison.Ordinal) && !asked.Contains('\\', StringComparison.Ordinal)
        && asked.All(c => c is > ' ' and < (char)127)
            ? asked
            : Inbox;

    private static string Escape(string id) => Uri.EscapeDataString(id);
}
