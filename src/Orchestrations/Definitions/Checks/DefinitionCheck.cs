using System.Text.RegularExpressions;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks a definition of a file or of the builder; both give the same errors.</summary>
internal static partial class DefinitionCheck
{
    /// <summary>Reports all errors of a definition.</summary>
    public static void Check(TeamDefinition team, Findings findings, DefinitionScope scope)
    {
        Id(team.Id, "id", findings);
        if (string.IsNullOrWhiteSpace(team.Name) && team.Id.Length > 0)
        {
            findings.Report("name", "'name' is empty; write a name or leave it out");
        }

        foreach (var (name, model) in team.Models)
        {
            Name(name, "models", "model", findings);
            ModelCheck.Check(model, $"models/{name}", findings, scope);
        }

        foreach (var (name, tool) in team.Tools)
        {
            Name(name, "tools", "tool", findings);
            ToolCheck.Check(name, tool, $"tools/{name}", findings, scope, team);
        }

        SettingsCheck.Check(team, findings);
        MemberCheck.Check(team, findings, scope);
        ModeCheck.Check(team, findings, scope);
    }

    /// <summary>Reports an id that is missing or malformed.</summary>
    public static void Id(string id, string path, Findings findings)
    {
        if (id.Length == 0) findings.Report(path, "'id' is missing; write 1 to 64 characters of a-z, 0-9 and -");
        else if (!IdPattern().IsMatch(id)) findings.Report(path, $"'id' is '{id}'; write 1 to 64 characters of a-z, 0-9 and -");
    }

    /// <summary>Reports a name that cannot be used.</summary>
    public static void Name(string name, string path, string what, Findings findings)
    {
        if (!NamePattern().IsMatch(name))
        {
            findings.Report(
                $"{path}/{name}",
                $"the {what} name '{name}' cannot be used; write 1 to 64 characters of a-z, A-Z, 0-9, _ and -");
        }
    }

    /// <summary>Reports a reference to a model that is neither the team's nor a registered chat client.</summary>
    public static void ModelReference(
        string model, TeamDefinition team, string path, Findings findings, DefinitionScope scope)
    {
        if (team.Models.ContainsKey(model) || findings.IsBroken("models")) return;
        if (scope.Clients is not { } clients || clients.Contains(model)) return;
        var known = team.Models.Keys.Union(clients).Order(StringComparer.Ordinal);
        var nor = clients.Count == 0 ? "" : ", and no chat client of that name is registered";
        findings.Report(path, $"there is no model '{model}' in models{nor}{WordSuggestion.Hint(model, known)}");
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();

    // The names of functions that chat completion APIs accept.
    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
