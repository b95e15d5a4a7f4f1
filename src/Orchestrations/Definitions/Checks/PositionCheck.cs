using DurableTeams.Definitions.Files;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks that the members of a triad fill its positions, and that members of other modes have none.</summary>
internal static class PositionCheck
{
    private static readonly string[] Counts = ["no", "one", "two", "three"];

    public static void Check(TeamDefinition team, Findings findings)
    {
        if (!ModeCheck.IsKnown(team.Mode)) return;
        var open = team.Mode.Positions().ToList();
        var (expected, wrong) = ($"mode '{ModeCheck.Word(team.Mode)}' has {Describe(open)}", team.Members.Count == 0);
        for (var i = 0; i < team.Members.Count; i++)
        {
            var path = FormattableString.Invariant($"members/{i}/position");
            var position = team.Members[i].Position;
            if (!team.Mode.IsTriad())
            {
                if (position is not null) ModeCheck.Refuse(team.Mode, false, path, "the modes hierarchical, dialectic, consensus", findings);
            }
            else if (position is null || !open.Remove(position.Value))
            {
                findings.Report(path, Reason(position, team.Mode, expected));
                wrong = true;
            }
            else if (team.Members[i].Team is { } nested && AnswersInForm(team, position.Value) is { } form)
            {
                findings.Report(path, $"team '{nested}' cannot be {Word(position.Value)}, which answers with {form}; give the position to a member with a model");
            }
        }

        // One member in the wrong position leaves a position open: that is one error, not two.
        if (open.Count > 0 && !wrong) findings.Report("members", $"{expected}; missing: {Describe(open)}");
    }

    /// <summary>
    /// The form that a position answers in, or null where it answers in words only. A nested team works on a task and knows
    /// nothing of the outer team's forms.
    /// </summary>
    public static string? AnswersInForm(TeamDefinition team, MemberPosition position) => position switch
    {
        MemberPosition.Orchestrator => "a list of subtasks",
        MemberPosition.Peer => "a vote",
        MemberPosition.Synthesizer when team.Phases.Count > 0 => "a summary of each phase",
        _ => null,
    };

    private static string Reason(MemberPosition? position, TeamMode mode, string expected) => position switch
    {
        null => $"'position' is missing; {expected}",
        { } other when !mode.Positions().Contains(other) => $"position '{Word(other)}' does not belong here; {expected}",
        { } surplus => $"position '{Word(surplus)}' is taken already; {expected}",
    };

    private static string Describe(IEnumerable<MemberPosition> positions)
    {
        var parts = positions.GroupBy(p => p).Select(g => $"{Counts[g.Count()]} {Word(g.Key)}{(g.Count() > 1 ? "s" : string.Empty)}").ToList();
        return parts.Count < 2 ? string.Concat(parts) : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";
    }

    private static string Word(MemberPosition position) => Vocabulary<MemberPosition>.Word(position);
}
