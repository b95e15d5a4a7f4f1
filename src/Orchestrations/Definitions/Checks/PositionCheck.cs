using DurableTeams.Definitions.Modes;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks that the members fill the positions of their mode, and that no others have one.</summary>
internal static class PositionCheck
{
    private static readonly string[] Counts = ["no", "one", "two", "three"];

    public static void Check(TeamDefinition team, Findings findings)
    {
        if (!ModeCheck.IsKnown(team.Mode)) return;
        var open = team.Mode.Positions().ToList();
        var hasPositions = open.Count > 0;
        var (expected, wrong) = ($"mode '{team.Mode}' has {Describe(open)}", team.Members.Count == 0);
        for (var i = 0; i < team.Members.Count; i++)
        {
            var path = FormattableString.Invariant($"members/{i}/position");
            var position = team.Members[i].Position;
            if (!hasPositions)
            {
                if (position is not null) ModeCheck.Refuse(team.Mode, path, mode => mode.Positions.Count > 0, findings);
            }
            else if (position is null || !open.Remove(position.Value))
            {
                findings.Report(path, Reason(position, team.Mode, expected));
                wrong = true;
            }
            else if (team.Members[i].Team is { } nested
                && KnownModes.Find(team.Mode)!.AnswersInForm(team, position.Value) is { } form)
            {
                findings.Report(
                    path,
                        $"team '{nested}' cannot be {position}, which answers with {form}; "
                            + "give the position to a member with a model");
            }
        }

        // One member in the wrong position leaves a position open: that is one error, not two.
        if (open.Count > 0 && !wrong) findings.Report("members", $"{expected}; missing: {Describe(open)}");
    }

    private static string Reason(MemberPosition? position, TeamMode mode, string expected) => position switch
    {
        null => $"'position' is missing; {expected}",
        { } other when !mode.Positions().Contains(other) => $"position '{other}' does not belong here; {expected}",
        { } surplus => $"position '{surplus}' is taken already; {expected}",
    };

    private static string Describe(IEnumerable<MemberPosition> positions)
    {
        var parts = positions.GroupBy(p => p).Select(g => $"{Counts[g.Count()]} {g.Key}{(g.Count() > 1 ? "s" : string.Empty)}")
            .ToList();
        return parts.Count < 2 ? string.Concat(parts) : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";
    }
}
