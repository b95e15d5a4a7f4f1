using DurableTeams.Definitions.Checks;

namespace DurableTeams.Definitions.Files;

/// <summary>A team file that was read and checked without the files beside it.</summary>
/// <param name="Team">The team; null where the file is no readable YAML.</param>
/// <param name="Findings">The errors of the file.</param>
/// <param name="ScriptErrors">The errors of the file's scripts.</param>
internal sealed record TeamFile(TeamDefinition? Team, Findings Findings, IReadOnlyCollection<DefinitionError> ScriptErrors)
{
    public static TeamFile Read(string path, string directory, DefinitionScope scope)
    {
        var findings = new Findings(path);
        if (YamlText.ReadFile(path, findings) is not { } root) return new TeamFile(null, findings, []);
        Environment(root, findings, scope.Environment!);
        var scriptErrors = new HashSet<DefinitionError>();
        var team = TeamReader.Read(root, directory, findings, scriptErrors, scope.Providers);
        DefinitionCheck.Check(team, findings, scope);
        return new TeamFile(team, findings, scriptErrors);
    }

    private static void Environment(YamlNode node, Findings findings, IDefinitionEnvironment env)
    {
        switch (node)
        {
            case YamlScalar scalar:
                foreach (var problem in EnvironmentReferences.Problems(scalar.Value, env))
                    findings.ReportAt(scalar.Line, problem);
                break;
            case YamlList list:
                foreach (var item in list.Items) Environment(item, findings, env);
                break;
            case YamlMap map:
                foreach (var entry in map.Entries) Environment(entry.Value, findings, env);
                break;
        }
    }
}
