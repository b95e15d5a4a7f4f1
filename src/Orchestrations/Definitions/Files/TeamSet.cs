using DurableTeams.Definitions.Checks;

namespace DurableTeams.Definitions.Files;

/// <summary>Teams that can be members of each other, each with the collector of its errors.</summary>
internal sealed class TeamSet
{
    private readonly SortedDictionary<string, (TeamDefinition Team, Findings Findings)> _byId = new(StringComparer.Ordinal);
    private readonly List<(TeamDefinition Team, Findings Findings)> _unreachable = [];
    private readonly SortedSet<string> _unread = new(StringComparer.Ordinal);

    /// <summary>The teams' ids, in ordinal order.</summary>
    public IReadOnlyCollection<string> Ids => _byId.Keys;

    /// <summary>
    /// Teams that no reference finds, since they have no id, or an id that another team has. They are checked all the same.
    /// </summary>
    public IReadOnlyList<(TeamDefinition Team, Findings Findings)> Unreachable => _unreachable;

    /// <summary>Names of the files whose team could not be read: one of them may hold a team that is missing.</summary>
    public IReadOnlyCollection<string> Unread => _unread;

    /// <summary>A team made in code, with all its nested teams; their errors are reported in one place.</summary>
    public static TeamSet Of(TeamDefinition team, Findings findings)
    {
        var teams = new TeamSet();
        teams.Add(team, findings);
        teams.AddNested(team, team.Id, findings);
        return teams;
    }

    /// <summary>Adds a team; null stands for a team that could not be read.</summary>
    public void Add(TeamDefinition? team, Findings findings)
    {
        if (team is { Id.Length: > 0 } && _byId.TryAdd(team.Id, (team, findings))) return;
        if (team is not null) _unreachable.Add((team, findings));
        if (team is not { Id.Length: > 0 })
        {
            _unread.Add(Path.GetFileName(findings.File));
            return;
        }

        var first = _byId[team.Id].Findings;
        findings.Report(
            "id",
            FormattableString.Invariant(
                $"team id '{team.Id}' is used already in {first.File}:{first.LineOf("id")}; each team needs its own"));
    }

    /// <summary>The team with this id, or null.</summary>
    public (TeamDefinition Team, Findings Findings)? Find(string id) => _byId.TryGetValue(id, out var found) ? found : null;

    /// <summary>Every team with its hash, nested teams first. Call it only where there is no error.</summary>
    public IReadOnlyList<PinnedTeam> Pin()
    {
        var pinned = new SortedDictionary<string, PinnedTeam>(StringComparer.Ordinal);
        return [.. _byId.Keys.Select(id => Pin(id, pinned))];
    }

    private PinnedTeam Pin(string id, SortedDictionary<string, PinnedTeam> pinned)
    {
        if (pinned.TryGetValue(id, out var known)) return known;
        var team = _byId[id].Team;
        var nested = team.Members.Where(m => m.Team is not null).Select(m => Pin(m.Team!, pinned))
            .ToDictionary(p => p.Definition.Id);
        return pinned[id] = TeamHash.Pin(team with
        {
            Members = [.. team.Members.Select(m => m.Team is null ? m : m with { TeamVersion = nested[m.Team].Version })],
            Nested = [.. nested.Values.Select(p => p.Definition)],
        });
    }

    private void AddNested(TeamDefinition team, string outermost, Findings findings)
    {
        foreach (var inner in team.Nested)
        {
            // A team within itself is reported as a cycle.
            if (inner.Id == outermost) continue;
            if (_byId.TryAdd(inner.Id, (inner, findings))) AddNested(inner, outermost, findings);
            else if (TeamHash.Compute(_byId[inner.Id].Team) != TeamHash.Compute(inner))
            {
                findings.Report("members", $"two different teams have the id '{inner.Id}'; each team needs its own");
            }
        }
    }
}
