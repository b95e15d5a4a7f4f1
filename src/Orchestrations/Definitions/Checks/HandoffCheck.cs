using DurableTeams.Json;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks whom members may hand off to.</summary>
internal static class HandoffCheck
{
    public static void Check(TeamDefinition team, Findings findings)
    {
        for (var i = 0; i < team.Members.Count; i++)
        {
            if (team.Members[i].Handoffs is not { } targets) continue;
            var path = FormattableString.Invariant($"members/{i}/handoffs");
            Targets(team, team.Members[i].Id, targets, path, findings);
        }
    }

    private static void Targets(TeamDefinition team, string from, IReadOnlyList<string> targets, string path, Findings findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < targets.Count; i++)
        {
            var (target, at) = (targets[i], FormattableString.Invariant($"{path}/{i}"));
            if (!seen.Add(target)) findings.Report(at, $"'{target}' is listed twice in handoffs");
            else if (target == from) findings.Report(at, $"member '{from}' cannot hand off to itself; remove it from handoffs");
            else if (team.FindMember(target) is null)
            {
                var others = team.Members.Select(m => m.Id).Where(id => id.Length > 0 && id != from);
                findings.Report(at, $"there is no member '{target}' to hand off to{WordSuggestion.Hint(target, others)}");
            }
        }
    }
}
