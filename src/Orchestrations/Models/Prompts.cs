using System.Text;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Storage;

namespace DurableTeams.Models;

/// <summary>The words that agents are opened with.</summary>
internal static class Prompts
{
    /// <summary>The system message of a team's leader.</summary>
    public static string Leader(TeamDefinition team)
    {
        var text = new StringBuilder();
        text.Append("You are the leader of the team \"").Append(team.Name).Append('"');
        text.AppendLine(team.Description is null ? "." : $": {team.Description}.");
        if (team.Instructions is not null) text.AppendLine(team.Instructions);
        text.AppendLine().AppendLine("The members of your team:");
        foreach (var member in team.Members)
        {
            text.Append("- ").Append(member.Id);
            if (member.Role is not null) text.Append(": ").Append(member.Role);
            text.AppendLine();
        }

        text.AppendLine().Append("Give tasks to members with ").Append(Tools.DelegateTool.ToolName)
            .Append("; when you have what you need, answer the user yourself.");
        return text.ToString();
    }

    /// <summary>The system message of a member.</summary>
    public static string Member(TeamDefinition team, MemberDefinition member)
    {
        var text = new StringBuilder();
        text.Append("You are ").Append(member.Name ?? member.Id).Append(", a member of the team \"").Append(team.Name).Append("\".");
        if (member.Role is not null) text.Append(" Your role: ").Append(member.Role).Append('.');
        if (member.Instructions is not null) text.AppendLine().Append(member.Instructions);
        return text.ToString();
    }

    /// <summary>What another agent was asked and said, as a note to this one.</summary>
    public static string OtherAgentSaid(SessionTurn turn) => $"Earlier, {turn.AgentId} was asked: {turn.Input}\n{turn.AgentId} answered: {turn.Output}";

    /// <summary>A system message with the session's state, where the agent is shown it.</summary>
    public static string WithState(string system, JsonElement? state) =>
        state is { } json ? $"{system}{Environment.NewLine}{Environment.NewLine}Session state: {json.GetRawText()}" : system;
}
