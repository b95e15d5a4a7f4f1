using System.Text;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Turns;

/// <summary>The system messages of agents, and the notes that agents are told.</summary>
internal static class Prompts
{
    /// <summary>The system message of a team's leader.</summary>
    public static string Leader(TeamDefinition team, IReadOnlyDictionary<string, string?> roles)
    {
        var text = new StringBuilder();
        text.Append("You are the leader of the team \"").Append(team.Name).Append('"');
        text.AppendLine(team.Description is null ? "." : $": {Sentence(team.Description)}");
        if (team.Instructions is not null) text.AppendLine(team.Instructions);
        text.AppendLine().AppendLine("The members of your team:");
        foreach (var member in team.Members)
        {
            text.Append("- ").Append(member.Id);
            if (roles[member.Id] is { } role) text.Append(": ").Append(role);
            text.AppendLine();
        }

        text.AppendLine().Append(TeamModes.For(team.Mode).LeaderTask);
        return text.ToString();
    }

    /// <summary>The system message of a member.</summary>
    public static string Member(TeamDefinition team, MemberDefinition member, Brief brief)
    {
        var text = new StringBuilder();
        text.Append("You are ").Append(member.Name ?? member.Id).Append(", a member of the team \"").Append(team.Name)
            .Append("\".");
        if (member.Role is not null) text.Append(" Your role: ").Append(Sentence(member.Role));
        var mode = TeamModes.For(team.Mode);
        if (member.Position is { } position)
        {
            text.Append(" Your position: ").Append(position.Name);
            var others = team.Members.Where(other => other.Id != member.Id).Select(other => other.Id);
            if (mode.DescribePosition(position, others) is { } description) text.Append("; ").Append(description);
            text.Append('.');
        }

        // Without a leader, what the team is told is told its members.
        if (team.Model is null || !mode.HasLeader)
        {
            if (team.Instructions is not null) text.AppendLine().Append(team.Instructions);
        }

        if (member.Instructions is not null) text.AppendLine().Append(member.Instructions);
        if (brief.Phase is { } phase)
        {
            text.AppendLine().Append("The current phase is ").Append(PhaseText.Name(phase)).Append(": ")
                .Append(PhaseText.Purpose(phase)).Append('.');
        }

        if (mode.MemberNote(team, member) is { } note) text.AppendLine().AppendLine().Append(note);
        return text.ToString();
    }

    /// <summary>The note to an agent that takes the conversation over.</summary>
    public static string TransferredBy(string from, string reason) =>
        $"{from} handed this conversation over to you. Reason: {reason}";

    /// <summary>The note to an agent whose answer does not fit.</summary>
    public static string AnswerAgain(AnswerForm expected, string problem) =>
        $"Your answer cannot be used: {DurableTeams.Json.Sentence.WithoutFullStop(problem)}. "
            + $"Answer again, with nothing but JSON that fits this schema: {expected.Schema.GetRawText()}";

    /// <summary>The note to an agent that did not answer.</summary>
    public static string AnswerAtAll(string problem, AnswerForm? expected) =>
        $"There is no answer of yours: {problem}. " + (expected is null
            ? "Answer now."
            : $"Answer now, with nothing but JSON that fits this schema: {expected.Schema.GetRawText()}");

    /// <summary>The note on the summary of an earlier run's phase.</summary>
    public static string Summarised(SessionTurn turn) => $"Summary of an earlier phase ({turn.Input}): {turn.Output}";

    /// <summary>The words with a full stop, if they do not end a sentence themselves.</summary>
    private static string Sentence(string words)
    {
        var text = words.TrimEnd();
        return text.EndsWith('.') || text.EndsWith('!') || text.EndsWith('?') ? text : text + ".";
    }

    /// <summary>What another agent was asked and said, as a note to this one.</summary>
    public static string OtherAgentSaid(SessionTurn turn) =>
        $"Earlier, {turn.AgentId} was asked: {turn.Input}\n{turn.AgentId} answered: {turn.Output}";

    /// <summary>A system message with the session's state, where the agent may see it.</summary>
    public static string WithState(string system, JsonElement? state) =>
        state is { } json ? $"{system}{Environment.NewLine}{Environment.NewLine}Session state: {json.GetRawText()}" : system;
}
