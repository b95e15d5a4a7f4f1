using System.Text;
using DurableTeams.Modes;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Runs.Turns;

/// <summary>What an agent is told to do in a step of its team's work.</summary>
internal static class StepPrompts
{
    private const string SummaryHeading = "What the phase before came to:";

    /// <summary>The task of an agent whose answer is its team's answer, with what the team was asked.</summary>
    public static string Speaking(string task, string asked) => string.Join(
        Environment.NewLine + Environment.NewLine, [task, "Your answer is your team's answer to this:", asked]);

    /// <summary>The message that asks for a step.</summary>
    /// <param name="brief">The step.</param>
    /// <param name="task">The task of the team.</param>
    /// <param name="summary">The summary of the phase before.</param>
    /// <param name="shown">The outputs of other members, with their ids.</param>
    public static string Asked(Brief brief, string task, string? summary, IReadOnlyList<(string MemberId, string Output)> shown)
    {
        var step = TeamModes.StepOf(brief);
        var text = new StringBuilder(task);
        if (summary is not null) text.AppendLine().AppendLine().AppendLine(SummaryHeading).Append(summary);
        foreach (var (memberId, output) in shown)
        {
            text.AppendLine().AppendLine().Append(step?.Heading(memberId) ?? $"{memberId}:").AppendLine().Append(output);
        }

        if (step is not null) text.AppendLine().AppendLine().Append(step.Instruction(brief));
        return text.ToString();
    }

    /// <summary>The message that asks for a step which says itself what is shown with it.</summary>
    public static string Asked(ModeStep step, Brief brief, string task, string? summary, string shown)
    {
        var before = summary is null ? null : $"{SummaryHeading}{Environment.NewLine}{summary}";
        string?[] parts = [task, before, shown, step.Instruction(brief)];
        return string.Join(Environment.NewLine + Environment.NewLine, parts.Where(part => !string.IsNullOrEmpty(part)));
    }
}
