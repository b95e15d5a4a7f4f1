using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Secrets;

namespace DurableTeams.Definitions.Files;

/// <summary>
/// Loads the team files of a directory: the files <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> in the directory, not below it.
/// Files whose name starts with a dot, and <c>*.script.*</c>, which are scripts, are left out.
/// </summary>
public static class TeamFiles
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>The teams, by id in ordinal order.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="env">Where <c>${NAME}</c> is looked up; every variable that a file mentions must be set.</param>
    /// <param name="registeredFunctions">Names of the .NET functions that tools may be.</param>
    /// <param name="registeredAgents">Names of the agents written in code that members may be; null leaves the names
    /// unchecked.</param>
    /// <param name="providers">The registered providers; null does not check the models' settings by them.</param>
    /// <param name="chatClients">Names of the chat clients that code registered; null takes every name that is none of a team's
    /// models as one.</param>
    /// <exception cref="DefinitionException">All errors of all files.</exception>
    public static IReadOnlyList<PinnedTeam> Load(
        string directory,
        IDefinitionEnvironment env,
        IReadOnlySet<string> registeredFunctions,
        IReadOnlySet<string>? registeredAgents = null,
        IReadOnlyCollection<IModelProvider>? providers = null,
        IReadOnlySet<string>? chatClients = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(registeredFunctions);
        return Load(directory, new DefinitionScope(registeredFunctions, env, registeredAgents, providers, chatClients));
    }

    /// <summary>The same, with one argument for all that definitions are checked against.</summary>
    internal static IReadOnlyList<PinnedTeam> Load(string directory, DefinitionScope scope)
    {
        // Hashing takes code that nothing has used before: a second processor compiles it while the files are read.
        if (Environment.ProcessorCount > 1) _ = Task.Run(TeamHash.Prepare);
        var teams = new TeamSet();
        var files = Read(directory, scope, teams);
        Refuse(files);
        return [.. teams.Pin().Select(team => team with
        {
            Warnings = Warnings(files.Find(file => file.Team?.Id == team.Definition.Id)!, scope.Environment),
        })];
    }

    /// <summary>
    /// The teams as they are written, by id in ordinal order, where they have no error. They are the teams of a directory, as
    /// <see cref="Load(string, DefinitionScope)"/> reads it, or the team of one file, checked among the files beside it.
    /// </summary>
    /// <param name="path">The directory or file.</param>
    /// <param name="scope">What the definitions are checked against.</param>
    /// <param name="warn">Receives warnings.</param>
    /// <exception cref="DefinitionException">All errors of the directory's files, or of the one file.</exception>
    internal static IReadOnlyList<TeamDefinition> Check(string path, DefinitionScope scope, Action<DefinitionError>? warn = null)
    {
        var single = File.Exists(path);
        var directory = single ? Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : "." : path;
        var files = Read(directory, scope, new TeamSet());
        if (single) files.RemoveAll(file => Path.GetFullPath(file.Findings.File) != Path.GetFullPath(path));
        if (files.Count == 0)
            throw Fail(
                path, "is no team file: those end in .yaml, .yml or .json, and neither start with a dot nor end in .script.yaml");
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
    internal static bool HasExtension(string name) =>
        Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static IReadOnlyList<DefinitionError> Warnings(TeamFile file, IDefinitionEnvironment? environment) =>
    [
        .. LiteralSecrets.Warnings(file.Team!, environment)
            .Select(warning => new DefinitionError(file.Findings.File, file.Findings.LineOf(warning.Place), warning.Reason))
                .OrderBy(warning => warning.Line),
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
