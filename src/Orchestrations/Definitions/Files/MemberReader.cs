using DurableTeams.Definitions.Modes;

using DurableTeams.Definitions.Remote;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Files;

/// <summary>Reads <c>members</c>.</summary>
internal static class MemberReader
{
    public static readonly string[] Keys =
        ["id", "name", "role", "instructions", "model", "tools", "team", "agent", "remote", "position", "handoffs"];

    public static readonly string[] RemoteKeys =
    [
        "queue", "lease", "start", "url", "a2a", "headers", "answer", "attempts", "repeatable"
    ];

    /// <summary>The members in file order. A member that names no model gets the team's model.</summary>
    public static IReadOnlyList<MemberDefinition> Read(MapReader team, string? model)
    {
        var members = new List<MemberDefinition>();
        foreach (var (item, path) in team.List("members") ?? [])
        {
            if (item is YamlMap map) members.Add(One(new MapReader(map, path, team.Findings, Keys), model));
            else
            {
                team.Findings.ReportBroken(path, item.Line, "a member must hold keys with values, such as '- id: researcher'");
                members.Add(new MemberDefinition { Id = string.Empty });
            }
        }

        return members;
    }

    private static MemberDefinition One(MapReader member, string? model)
    {
        var (team, agent) = (member.Text("team"), member.Text("agent"));
        var (isTeam, isAgent, isRemote) = (member.Has("team"), member.Has("agent"), member.Has("remote"));
        var remote = Remote(member);
        // An unreadable team or agent also leaves the member without an id or a model: that is not a second error.
        if ((isTeam && team is null) || (isAgent && agent is null) || (isRemote && remote is null))
            member.Findings.Break(member.Path);
        return new MemberDefinition
        {
            Id = member.Text("id") ?? team ?? string.Empty,
            Name = member.Text("name"),
            Role = member.Text("role"),
            Instructions = member.Text("instructions"),
            Model = member.Text("model") ?? (isTeam || isAgent || isRemote ? null : model),
            Team = team,
            Agent = agent,
            Remote = remote,
            Position = member.Word("position", KnownModes.Positions),
            Handoffs = member.TextList("handoffs"),
            Tools = member.TextList("tools") ?? [],
        };
    }

    private static RemoteDefinition? Remote(MapReader member) =>
        member.Map("remote", RemoteKeys) is not { } remote ? null : new RemoteDefinition
        {
            Queue = remote.Text("queue"),
            Lease = remote.Time("lease"),
            Start = Start(remote),
            Url = remote.Text("url"),
            A2A = remote.Text("a2a"),
            Headers = Headers(remote),
            Answer = remote.Time("answer"),
            Attempts = remote.Whole("attempts"),
            Repeatable = remote.Flag("repeatable"),
        };

    private static SortedDictionary<string, string>? Headers(MapReader remote)
    {
        if (!remote.Has("headers")) return null;
        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        ToolReader.Headers(remote, headers);
        return headers;
    }

    private static TimeSpan? Start(MapReader remote)
    {
        if (!remote.Has("start") || remote.Text("start") is not { } text) return null;
        if (text == StartTimeJson.Never) return Timeout.InfiniteTimeSpan;
        if (Duration.TryParse(text, out var time)) return time;
        remote.Wrong<string>("start", $"{Duration.Problem(text)}, or {StartTimeJson.Never}");
        return null;
    }
}
