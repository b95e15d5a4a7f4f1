using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Secrets;

namespace DurableTeams.Definitions.Files;

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
    /// <param name="registeredAgents">Names of the agents written in code that members may be; null leaves the names unchecked.</param>
    /// <param name="providers">The registered providers; null leaves the models' settings unchecked by them.</param>
    /// <exception cref="DefinitionException">Everything that is wrong with any of the files.</exception>
    public static IReadOnlyList<PinnedTeam> Load(
        string directory,
        IDefinitionEnvironment env,
        IReadOnlySet<string> registeredFunctions,
        IReadOnlySet<string>? registeredAgents = null,
        IReadOnlyCollection<IModelProvider>? providers = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(registeredFunctions);
        return Load(directory, new DefinitionScope(registeredFunctions, env, registeredAgents, providers));
    }

    /// <summary>The same, with what they are checked by in one.</summary>
    internal static IReadOnlyList<PinnedTeam> Load(string directory, DefinitionScope scope)
    {
        var teams = new TeamSet();
        var files = Read(directory, scope, teams);
        Refuse(files);
        return [.. teams.Pin().Select(team => team with { Warnings = Warnings(files.Find(file => file.Team?.Id == team.Definition.Id)!, scope.Environment) })];
    }

    /// <summary>
    /// The teams as they are written, by id in ordinal order, where nothing is wrong with them: those of a directory as
    /// <see cref="Load(string, DefinitionScope)"/> reads it, or that of one file, checked among the files beside it.
    /// </summary>
    /// <param name="path">The directory or file.</param>
    /// <param name="scope">What they are checked by.</param>
    /// <param name="warn">Told what is not wrong and should still be mended.</param>
    /// <exception cref="DefinitionException">Everything that is wrong with the directory's files, or with the one.</exception>
    internal static IReadOnlyList<TeamDefinition> Check(string path, DefinitionScope scope, Action<DefinitionError>? warn = null)
    {
        var single = File.Exists(path);
        var directory = single ? Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : "." : path;
        var files = Read(directory, scope, new TeamSet());
        if (single) files.RemoveAll(file => Path.GetFullPath(file.Findings.File) != Path.GetFullPath(path));
        if (files.Count == 0) throw Fail(path, "is no team file: those end in .yaml, .yml or .json, and neither start with a dot nor end in .script.yaml");
        Refuse(files);
        if (warn is not null) foreach (var warning in files.SelectMany(file => Warnings(file, scope.Environment))) warn(warning);
        return [.. files.Select(file => file.Team!).OrderBy(team => team.Id, StringComparer.Ordinal)];
    }

    private static List<TeamFile> Read(string directory, DefinitionScope scope, TeamSet teams)
    {
        var files = Find(directory).ConvertAll(path => TeamFile.Read(path, directory, scope));
        foreach (var file in files) teams.Add(file.Team, file.Findings);
        NestingCheck.Check(teams);
        return files;
    }

    private static void Refuse(List<TeamFile> files)
    {
        var errors = files.SelectMany(file => file.Findings.Errors.Concat(file.ScriptErrors)).Distinct().ToList();
        if (errors.Count == 0) return;
        throw new DefinitionException([.. errors.OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line)]);
    }

    /// <summary>Whether a file of this name is YAML or JSON.</summary>
    internal static bool HasExtension(string name) => Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static IReadOnlyList<DefinitionError> Warnings(TeamFile file, IDefinitionEnvironment? environment) =>
    [
        .. LiteralSecrets.Warnings(file.Team!, environment)
            .Select(warning => new DefinitionError(file.Findings.File, file.Findings.LineOf(warning.Place), warning.Reason)).OrderBy(warning => warning.Line),
    ];

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

    private static DefinitionException Fail(string directory, string reason) => new([new DefinitionError(directory, 0, reason)]);
}
