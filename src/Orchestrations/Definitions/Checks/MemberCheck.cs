using DurableTeams.Definitions.Modes;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks the members and their references.</summary>
internal static class MemberCheck
{
    public static void Check(TeamDefinition team, Findings findings, DefinitionScope scope)
    {
        if (team.Members.Count == 0)
        {
            findings.Report("members", "'members' is missing or empty; list at least one, such as '- id: researcher'");
        }

        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < team.Members.Count; i++)
        {
            var (member, path) = (team.Members[i], FormattableString.Invariant($"members/{i}"));
            // The id of a nested team was checked with that team.
            if (member.Team is null) DefinitionCheck.Id(member.Id, $"{path}/id", findings);
            if (member.Id.Length > 0 && !first.TryAdd(member.Id, path))
            {
                findings.Report(
                    $"{path}/id",
                    $"duplicate member id '{member.Id}'{On(findings.LineOf($"{first[member.Id]}/id"))}; "
                        + "each member needs its own");
            }

            if (member.Team is null && member.Id.Length > 0 && member.Id == team.Id)
            {
                findings.Report(
                    $"{path}/id",
                    $"a member cannot have the team's id '{team.Id}': it names the leader in the session's history");
            }

            if (member.Team is not null) NestedTeam(member, path, findings);
            else if (member.Remote is not null) RemoteCheck.Check(member, path, findings, scope);
            else if (member.Agent is not null) Agent(member, path, findings, scope);
            else Model(member, team, path, findings, scope);
            Tools(member, team, path, findings, scope);
        }
    }

    private static void NestedTeam(MemberDefinition member, string path, Findings findings)
    {
        if (member.Id != member.Team)
        {
            findings.Report($"{path}/id", $"a nested team has its own id '{member.Team}'; remove 'id'");
        }

        if (member.Agent is not null)
            findings.Report($"{path}/agent", "a member is a team or an agent, not both; remove one of them");
        Refuse(member.Name is not null, "name");
        Refuse(member.Instructions is not null, "instructions");
        Refuse(member.Model is not null, "model");
        Refuse(member.Tools.Count > 0, "tools");
        Refuse(member.Remote is not null, "remote");

        void Refuse(bool has, string key)
        {
            if (has)
                findings.Report(
                    $"{path}/{key}", $"a nested team has its own settings; remove '{key}', or write it in team '{member.Team}'");
        }
    }

    private static void Agent(MemberDefinition member, string path, Findings findings, DefinitionScope scope)
    {
        if (member.Model is not null)
            findings.Report($"{path}/model", "an agent written in code has no model; remove 'model' or 'agent'");
        if (scope.Agents?.Contains(member.Agent!) == false)
        {
            var hint = WordSuggestion.Hint(member.Agent!, scope.Agents.Order(StringComparer.Ordinal));
            findings.Report($"{path}/agent", $"no agent of the name '{member.Agent}' is registered{hint}");
        }
    }

    private static void Model(
        MemberDefinition member, TeamDefinition team, string path, Findings findings, DefinitionScope scope)
    {
        if (string.IsNullOrEmpty(member.Model))
        {
            if (!findings.IsBroken("model"))
            {
                findings.Report(
                    $"{path}/model",
                    "'model' is missing; write the name of one of models, here or for the whole team");
            }
        }

        // A model taken over from the team was checked with the team.
        else if (member.Model != team.Model) DefinitionCheck.ModelReference(member.Model, team, $"{path}/model", findings, scope);
    }

    private static void Tools(MemberDefinition member, TeamDefinition team, string path, Findings findings, DefinitionScope scope)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < member.Tools.Count; i++)
        {
            var (name, at) = (member.Tools[i], FormattableString.Invariant($"{path}/tools/{i}"));
            if (!seen.Add(name)) findings.Report(at, $"tool '{name}' is listed twice");
            else if (BuiltInToolNames.All.Contains(name)) findings.Report(at, BuiltInToolNames.Reason(name));
            else if (!team.Tools.ContainsKey(name) && !(scope.Functions?.Contains(name) ?? false) && !findings.IsBroken("tools"))
            {
                var known = team.Tools.Keys.Union(scope.Functions ?? new HashSet<string>()).Order(StringComparer.Ordinal);
                findings.Report(
                    at,
                    $"there is no tool '{name}' in tools, nor a registered function{WordSuggestion.Hint(name, known)}");
            }
        }
    }

    private static string On(int line) => line > 0 ? $", first on line {line}" : string.Empty;
}
