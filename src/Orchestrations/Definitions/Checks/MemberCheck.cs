using DurableTeams.Tools;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks the members and what they refer to.</summary>
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
            DefinitionCheck.Id(member.Id, $"{path}/id", findings);
            if (member.Id.Length > 0 && !first.TryAdd(member.Id, path))
            {
                findings.Report(
                    $"{path}/id",
                    $"duplicate member id '{member.Id}'{On(findings.LineOf($"{first[member.Id]}/id"))}; each member needs its own");
            }

            if (member.Id.Length > 0 && member.Id == team.Id)
            {
                findings.Report(
                    $"{path}/id",
                    $"a member cannot have the team's id '{team.Id}': it names the leader in the session's history");
            }

            Model(member, team, path, findings);
            Tools(member, team, path, findings, scope);
        }
    }

    private static void Model(MemberDefinition member, TeamDefinition team, string path, Findings findings)
    {
        if (member.Model is not { Length: > 0 })
        {
            if (!findings.IsBroken("model"))
            {
                findings.Report(
                    $"{path}/model",
                    "'model' is missing; write the name of one of models, here or for the whole team");
            }
        }

        // Taken over from the team, it was checked there.
        else if (member.Model != team.Model) DefinitionCheck.ModelReference(member.Model, team, $"{path}/model", findings);
    }

    private static void Tools(MemberDefinition member, TeamDefinition team, string path, Findings findings, DefinitionScope scope)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < member.Tools.Count; i++)
        {
            var (name, at) = (member.Tools[i], FormattableString.Invariant($"{path}/tools/{i}"));
            if (!seen.Add(name)) findings.Report(at, $"tool '{name}' is listed twice");
            else if (BuiltInTools.Names.Contains(name)) findings.Report(at, BuiltInTools.Reason(name));
            else if (!team.Tools.ContainsKey(name) && !(scope.Functions?.Contains(name) ?? false) && !findings.IsBroken("tools"))
            {
                var known = team.Tools.Keys.Union(scope.Functions ?? new HashSet<string>()).Order(StringComparer.Ordinal);
                findings.Report(
                    at,
                    $"there is no tool '{name}' in tools, nor a registered function{NearestWord.Hint(name, known)}");
            }
        }
    }

    private static string On(int line) => line > 0 ? $", first on line {line}" : string.Empty;
}
