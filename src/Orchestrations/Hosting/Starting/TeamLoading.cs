using DurableTeams.Approvals.Notifications;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Models;
using DurableTeams.Tools.Functions;

namespace DurableTeams.Hosting.Starting;

/// <summary>Reads and checks what the program registered, once: all errors of everything together.</summary>
internal sealed class TeamLoading(
    Registrations registrations,
    IEnumerable<IStartCheck> checks,
    IEnumerable<RegisteredTool> tools,
    ICodeAgents agents,
    IEnumerable<IChatClientFactory> providers,
    NamedChatClients clients,
    IDefinitionEnvironment environment,
    IEnumerable<INotificationMailer> mailers)
{
    private readonly Lock _gate = new();
    private IReadOnlyList<PinnedTeam>? _teams;

    /// <summary>The teams, each from where it is written first.</summary>
    /// <exception cref="DefinitionException">All errors.</exception>
    public IReadOnlyList<PinnedTeam> Teams
    {
        get
        {
            lock (_gate) return _teams ??= Load();
        }
    }

    /// <summary>What definitions are checked against: what this program brings.</summary>
    public DefinitionScope Scope => new(
        tools.SelectMany(tool => (string[])[tool.Function.Name, tool.SnakeName]).ToHashSet(StringComparer.Ordinal),
        environment,
        agents.Names,
        [.. providers],
        clients.Names,
        mailers.Any());

    private List<PinnedTeam> Load()
    {
        List<DefinitionError> errors = [.. checks.SelectMany(check => check.Check())];
        List<(PinnedTeam Team, string Source)> teams = [];
        foreach (var source in registrations.Teams)
        {
            try
            {
                teams.AddRange(Read(source));
            }
            catch (DefinitionException exception)
            {
                errors.AddRange(exception.Errors);
            }
        }

        errors.AddRange(
            from one in teams
            group one.Source by one.Team.Definition.Id into named
            where named.Count() > 1
            select new DefinitionError(
                $"AddTeam({named.Key})", 0,
                $"more than one team has the id '{named.Key}': {string.Join(", ", named)}; each team needs its own"));
        return errors.Count == 0 ? [.. teams.Select(one => one.Team)] : throw new DefinitionException(errors);
    }

    private IEnumerable<(PinnedTeam, string)> Read(TeamSource source)
    {
        if (source.Path is { } path) return TeamFiles.Load(Find(path), Scope).Select(team => (team, $"AddTeamsFrom({path})"));
        if (source.Pinned is { } pinned) return [(pinned, $"AddTeam({pinned.Definition.Id})")];
        if (source.Definition is { } made) Check(made);
        var team = source.Definition ?? source.Builder!.Build(Scope);
        return [(Pin(team), $"AddTeam({team.Id})")];
    }

    /// <summary>Checks once more a team that was built elsewhere, with what this program brings.</summary>
    private void Check(TeamDefinition team)
    {
        var findings = new Findings($"AddTeam({team.Id})");
        DefinitionCheck.Check(team, findings, Scope);
        if (!findings.None) throw new DefinitionException(findings.Errors);
    }

    /// <summary>The team with its hash, and those of the teams in it.</summary>
    private static PinnedTeam Pin(TeamDefinition team) =>
        TeamSet.Of(team, new Findings(team.Id)).Pin().First(pinned => pinned.Definition.Id == team.Id);

    private static string Find(string path)
    {
        if (Path.IsPathRooted(path) || Directory.Exists(path)) return path;
        var beside = Path.Combine(AppContext.BaseDirectory, path);
        return Directory.Exists(beside) ? beside : path;
    }
}
