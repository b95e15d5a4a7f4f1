using System.Text;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Runs.Turns;

/// <summary>What an agent is told to do in a step of its team's work.</summary>
internal static class StepPrompts
{
    /// <summary>The message that asks for a step.</summary>
    /// <param name="brief">The step.</param>
    /// <param name="task">The task of the team.</param>
    /// <param name="summary">The summary of the phase before.</param>
    /// <param name="shown">The outputs of other members, with their ids.</param>
    public static string Asked(Brief brief, string task, string? summary, IReadOnlyList<(string MemberId, string Output)> shown)
    {
        var text = new StringBuilder(task);
        if (summary is not null) text.AppendLine().AppendLine().AppendLine("What the phase before came to:").Append(summary);
        foreach (var (memberId, output) in shown)
        {
            text.AppendLine().AppendLine().Append(Heading(brief.Step, memberId)).AppendLine().Append(output);
        }

        if (Instruction(brief) is { } instruction) text.AppendLine().AppendLine().Append(instruction);
        return text.ToString();
    }

    /// <summary>A phase's name, as team files write it.</summary>
    public static string Name(TeamPhase phase) => JsonNamingPolicy.CamelCase.ConvertName(phase.ToString());

    /// <summary>What a phase is for.</summary>
    public static string Purpose(TeamPhase phase) => phase switch
    {
        TeamPhase.Deliberation => "understand the matter and think of what could be done",
        TeamPhase.Negotiation => "weigh what was thought of and settle what is open",
        _ => "carry out what was settled",
    };

    private static string Heading(AgentStep step, string memberId) => step switch
    {
        AgentStep.Vote => $"Proposal of {memberId}:",
        _ => $"{memberId}:",
    };

    private static string? Instruction(Brief brief) => brief.Step switch
    {
        AgentStep.Split => "Split this into one subtask for each of your workers. Each sees its own subtask and nothing else. "
            + """Answer with JSON only: {"subtasks": [{"memberId": "...", "task": "..."}]}.""",
        AgentStep.Integrate => "Your workers have done their subtasks. Put their results together into one answer.",
        AgentStep.Propose => "Make your proposal.",
        AgentStep.Criticise => "Criticise this proposal: what is wrong with it, what is missing, what would be better.",
        AgentStep.Synthesise => "Reconcile the proposal and the critique into one answer.",
        AgentStep.Vote => "Vote for the best of these proposals; your own is one of them. "
            + """Answer with JSON only: {"vote": "<member id>", "reason": "..."}.""",
        AgentStep.Summarise => $"Sum up the phase {Name(brief.Phase!.Value)} for the next one, which sees nothing else of it. Answer with JSON only: "
            + """{"phase": "...", "decisions": [...], "openQuestions": [...], "artifacts": {...}, "producedBy": "<your id>"}.""",
        _ => null,
    };
}
