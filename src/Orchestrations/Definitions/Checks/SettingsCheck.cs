using DurableTeams.Json;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks limits, retries, history, state and the output.</summary>
internal static class SettingsCheck
{
    // The longest duration that a file can write.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    public static void Check(TeamDefinition team, Findings findings)
    {
        var limits = team.Limits;
        AtLeastOne(limits.MaxSteps, "limits/maxSteps", findings);
        if (limits.MaxSteps > LimitsDefinition.MostSteps)
            findings.Report(
                "limits/maxSteps",
                FormattableString.Invariant($"'maxSteps' must be at most {LimitsDefinition.MostSteps}: ")
                    + "each turn is kept in the run's history, which is read whole after a restart");
        AtLeastOne(limits.MaxHandoffs, "limits/maxHandoffs", findings);
        AtLeastOne(limits.MaxTokens ?? 1, "limits/maxTokens", findings);
        AtLeastOne(limits.MaxParallel, "limits/maxParallel", findings);
        if (limits.MaxConversation is < LimitsDefinition.LeastConversation or > LimitsDefinition.MostConversation)
            findings.Report(
                "limits/maxConversation",
                $"'maxConversation' must be {ByteSize.Format(LimitsDefinition.LeastConversation)} "
                    + $"to {ByteSize.Format(LimitsDefinition.MostConversation)}");
        Time(limits.MemberTimeout, "limits/memberTimeout", Shortest, Longest, findings);
        Time(limits.TeamTimeout, "limits/teamTimeout", Shortest, Longest, findings);
        Retry(team.Retry.Model, "retry/model", findings);
        Retry(team.Retry.Tool, "retry/tool", findings);
        AtLeastOne(team.History.Turns, "history/turns", findings);
        if (team.Output is not null) SchemaCheck.Check(team.Output.Schema, "output/schema", findings);
        if (team.State is not null && !SchemaCheck.IsShallow(team.State)) findings.Report("state", "'state' is nested too deep");
    }

    /// <summary>Reports a time that is out of bounds.</summary>
    public static void Time(TimeSpan time, string path, TimeSpan least, TimeSpan most, Findings findings)
    {
        if (TimeProblem(time, least, most) is { } problem) findings.Report(path, $"'{Key(path)}' {problem}");
    }

    /// <summary>The error of a time, or null.</summary>
    public static string? TimeProblem(TimeSpan time, TimeSpan least, TimeSpan most) =>
        time < least ? $"must be at least {Duration.Format(least)}"
        : time > most ? $"must be at most {Duration.Format(most)}"
        : time.Ticks % TimeSpan.TicksPerMillisecond != 0 ? "must be whole milliseconds"
        : null;

    // The wait doubles with each attempt: the bounds keep it useful.
    private static void Retry(RetrySetting setting, string path, Findings findings)
    {
        if (setting.Attempts is < 1 or > 20) findings.Report($"{path}/attempts", "'attempts' must be 1 to 20");
        Time(setting.Backoff, $"{path}/backoff", TimeSpan.Zero, TimeSpan.FromHours(1), findings);
    }

    private static void AtLeastOne(long value, string path, Findings findings)
    {
        if (value < 1) findings.Report(path, $"'{Key(path)}' must be at least 1");
    }

    private static string Key(string path) => path[(path.LastIndexOf('/') + 1)..];
}
