namespace DurableTeams.Definitions.Checks;

/// <summary>Checks the rules of a scripted model.</summary>
internal static class ScriptCheck
{
    public static void Check(IReadOnlyList<ScriptedTurn> turns, string path, Action<string, string> report)
    {
        if (turns.Count == 0)
        {
            report(path, "'turns' is missing or empty; list at least one rule, such as '- text: Hello'");
        }

        for (var i = 0; i < turns.Count; i++)
        {
            var (turn, at) = (turns[i], FormattableString.Invariant($"{path}/{i}"));
            if (turn.Turn < 1) report($"{at}/turn", "'turn' counts from 1");
            if (turn.Delay is { } delay && SettingsCheck.TimeProblem(delay, TimeSpan.Zero, TimeSpan.FromDays(1)) is { } problem)
            {
                report($"{at}/delay", $"'delay' {problem}");
            }

            if (turn.Error is not null && (turn.Text is not null || turn.Calls is not null))
            {
                report($"{at}/error", "a rule with 'error' has neither 'text' nor 'calls'");
            }

            if (turn.Error is null && turn.Text is null && turn.Calls is not { Count: > 0 })
            {
                report(at, "a rule needs 'text', 'calls' or 'error'");
            }

            Calls(turn.Calls ?? [], at, report);
        }
    }

    private static void Calls(IReadOnlyList<ScriptedCall> calls, string at, Action<string, string> report)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var j = 0; j < calls.Count; j++)
        {
            var path = FormattableString.Invariant($"{at}/calls/{j}");
            if (string.IsNullOrEmpty(calls[j].Tool))
            {
                report($"{path}/tool", "'tool' is missing; write the name of the tool to call");
            }

            if (calls[j].Id is { } id && !ids.Add(id)) report($"{path}/id", $"duplicate call id '{id}' in one turn");
            if (calls[j].Arguments is { } arguments && !SchemaCheck.IsShallow(arguments))
            {
                report($"{path}/arguments", "'arguments' is nested too deep");
            }
        }
    }
}
