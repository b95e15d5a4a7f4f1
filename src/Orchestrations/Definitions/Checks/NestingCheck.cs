using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Modes;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Checks;

/// <summary>
/// Checks nested teams: each is defined, there are no cycles, they are not too deep, and their answers have the form that the
/// outer team declares.
/// </summary>
internal sealed class NestingCheck
{
    /// <summary>Levels of teams, the outermost counted. Ids of member runs have room for this many.</summary>
    public const int MaxDepth = 8;

    private readonly TeamSet _teams;
    private readonly Dictionary<string, int> _depths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];

    private NestingCheck(TeamSet teams) => this._teams = teams;

    /// <summary>Reports all errors, each in the team that has it.</summary>
    public static void Check(TeamSet teams)
    {
        var check = new NestingCheck(teams);
        foreach (var id in teams.Ids) check.Visit(id);
        foreach (var (team, findings) in teams.Unreachable)
        {
            foreach (var (i, member) in team.Members.Index())
            {
                if (member.Team is { } nested && check.Missing(nested) is { } reason) findings.Report(At(i), reason);
            }
        }
    }

    private static string At(int member) => FormattableString.Invariant($"members/{member}/team");

    // The number of levels that begin here. Every team is visited once, so each cycle is reported once.
    private int Visit(string id)
    {
        if (_depths.TryGetValue(id, out var known)) return known;
        var (team, findings) = _teams.Find(id)!.Value;
        _path.Add(id);
        var deepest = 0;
        long size = team.Members.Count;
        for (var i = 0; i < team.Members.Count; i++)
        {
            if (team.Members[i].Team is not { } nested) continue;
            var at = At(i);
            if (Unusable(nested) is { } reason) findings.Report(at, reason);
            if (_teams.Find(nested) is not { } found || _path.Contains(nested)) continue;
            var depth = Visit(nested);
            deepest = Math.Max(deepest, depth);
            size = Math.Min(size + _sizes[nested], int.MaxValue);
            if (depth == MaxDepth)
                findings.Report(
                    at, $"teams may nest at most {MaxDepth} levels deep, and '{id}' around '{nested}' is one level more");
            Output(team, team.Members[i], found.Team, at, findings);
        }

        // Reported where the count first is too large: teams around this one would only repeat the error.
        if (size > DefinitionBounds.PlannedMembers)
        {
            findings.Report(
                "members",
                FormattableString.Invariant($"'{id}' has {size} members, counting those of nested teams each time; ")
                    + FormattableString.Invariant($"at most {DefinitionBounds.PlannedMembers} are allowed"));
            size = 1;
        }

        _path.RemoveAt(_path.Count - 1);
        _sizes[id] = size;
        return _depths[id] = deepest + 1;
    }

    private string? Unusable(string nested)
    {
        if (_path.IndexOf(nested) is var from and >= 0)
        {
            return "a team cannot be within itself: "
                + $"{string.Join(" -> ", _path.Skip(from))} -> {nested}; remove one of these members";
        }

        return Missing(nested);
    }

    private string? Missing(string nested)
    {
        if (_teams.Find(nested) is not null) return null;
        var perhaps = _teams.Unread.Count == 0
            ? ""
            : $"; perhaps it is in a file that could not be read: {string.Join(", ", _teams.Unread)}";
        var hint = WordSuggestion.Hint(nested, _teams.Ids.Where(id => !_path.Contains(id)));
        return $"there is no team '{nested}' beside this one{hint}{perhaps}";
    }

    private static void Output(TeamDefinition team, MemberDefinition member, TeamDefinition nested, string at, Findings findings)
    {
        // A position that no team can have was reported as that.
        var refused = member.Position is { } position && KnownModes.Find(team.Mode)?.AnswersInForm(team, position) is not null;
        if (team.Output is null || refused || !team.MayAnswer(member) || Same(team.Output.Schema, nested.Output?.Schema)) return;
        findings.Report(
            at,
            $"the answer of team '{nested.Id}' can become this team's answer, "
                + $"and this team has an 'output'; write the same 'output' in team '{nested.Id}', "
            + (nested.Output is null ? "which has none" : "which has another"));
    }

    private static bool Same(JsonObject one, JsonObject? other) =>
        other is not null
            && JsonElement.DeepEquals(JsonSerializer.SerializeToElement(one), JsonSerializer.SerializeToElement(other));
}
