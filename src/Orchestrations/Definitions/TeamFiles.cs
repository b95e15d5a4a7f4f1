using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Reading;
using DurableTeams.Definitions.Yaml;

namespace DurableTeams.Definitions;

/// <summary>
/// Loads the team files of a directory: <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> in it, not below it; not those that
/// start with a dot, and not <c>*.script.*</c>, which are the scripts of scripted models.
/// </summary>
public static class TeamFiles
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>The teams, by id in ordinal order.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="env">Where <c>${NAME}</c> is looked up; every variable that a file mentions must be set.</param>
    /// <param name="registeredFunctions">Names of the .NET functions that tools may be.</param>
    /// <exception cref="DefinitionException">Everything that is wrong with any of the files.</exception>
    public static IReadOnlyList<PinnedTeam> Load(
        string directory, IDefinitionEnvironment env, IReadOnlySet<string> registeredFunctions)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(registeredFunctions);
        var errors = new HashSet<DefinitionError>();
        var teams = new List<TeamDefinition>();
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Find(directory))
        {
            var findings = new Findings(path);
            if (YamlText.ReadFile(path, findings) is { } root)
            {
                Environment(root, findings, env);
                var team = TeamReader.Read(root, directory, findings, errors);
                DefinitionCheck.Check(team, findings, new DefinitionScope(registeredFunctions, env));
                if (team.Id.Length > 0 && !first.TryAdd(team.Id, $"{path}:{findings.LineOf("id")}"))
                {
                    findings.Report("id", $"team id '{team.Id}' is used already in {first[team.Id]}; each team needs its own");
                }

                teams.Add(team);
            }

            errors.UnionWith(findings.Errors);
        }

        if (errors.Count > 0)
        {
            throw new DefinitionException([.. errors.OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line)]);
        }

        return [.. teams.OrderBy(t => t.Id, StringComparer.Ordinal).Select(TeamHash.Pin)];
    }

    /// <summary>Whether a file of this name is YAML or JSON.</summary>
    internal static bool HasExtension(string name) => Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static List<string> Find(string directory)
    {
        try
        {
            if (!Directory.Exists(directory))
            {
                throw Fail(directory, "there is no such directory; make it, and put a team file (*.yaml, *.yml, *.json) in it");
            }

            var found = Directory.EnumerateFiles(directory)
                .Where(path => HasExtension(path) && !ScriptFile.IsScript(path) && !Path.GetFileName(path).StartsWith('.'))
                .Order(StringComparer.Ordinal).ToList();
            return found.Count > 0 ? found : throw Fail(directory, "holds no team file (*.yaml, *.yml, *.json); put one in it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fail(directory, $"cannot be read: {e.Message}");
        }
    }

    private static void Environment(YamlNode node, Findings findings, IDefinitionEnvironment env)
    {
        switch (node)
        {
            case YamlScalar scalar:
                foreach (var problem in EnvironmentReferences.Problems(scalar.Value, env)) findings.ReportAt(scalar.Line, problem);
                break;
            case YamlList list:
                foreach (var item in list.Items) Environment(item, findings, env);
                break;
            case YamlMap map:
                foreach (var entry in map.Entries) Environment(entry.Value, findings, env);
                break;
        }
    }

    private static DefinitionException Fail(string directory, string reason) => new([new DefinitionError(directory, 0, reason)]);
}
