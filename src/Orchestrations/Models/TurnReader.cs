using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Runs;
using DurableTeams.Storage;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>What an agent may call, and what a turn's calls mean: delegations, tool calls, questions to a person, nonsense.</summary>
public sealed class TurnReader(IToolbox toolbox)
{
    /// <summary>The tools offered to an agent.</summary>
    public IEnumerable<AITool> Offer(TeamDefinition team, AgentRef agent)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(agent);
        if (agent.MemberId is not { } memberId) return [BuiltInTools.DeclareDelegate(team.Members.Select(member => member.Id))];
        return team.FindMember(memberId)!.Tools
            .Select(name => toolbox.Describe(team, name))
            .OfType<ToolDescription>()
            .Select(tool => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Parameters));
    }

    /// <summary>Reads a recorded answer; the same answer always reads the same.</summary>
    public TurnReading Read(TeamDefinition team, AgentRef agent, MessageRecord answer, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(answer);
        var reading = new TurnReading(team, agent, answer, at);
        var calls = answer.Calls ?? [];
        for (var index = 0; index < calls.Count; index++)
        {
            if (agent.MemberId is { } memberId) ReadToolCall(reading, team, team.FindMember(memberId)!, calls[index], index);
            else ReadDelegation(reading, team, calls[index], index);
        }

        return reading;
    }

    private static void ReadDelegation(TurnReading reading, TeamDefinition team, StoredCall call, int index)
    {
        var members = string.Join(", ", team.Members.Select(member => member.Id));
        if (call.Name != BuiltInTools.Delegate)
        {
            reading.Refuse(index, $"There is no tool '{call.Name}'. The only tool is {BuiltInTools.Delegate}; the members are: {members}.");
        }
        else if (!TryGetText(call.Arguments, "member_id", out var memberId) || !TryGetText(call.Arguments, "task", out _))
        {
            reading.Refuse(index, $"{BuiltInTools.Delegate} takes a JSON object with two non-empty strings, member_id and task. The members are: {members}.");
        }
        else if (team.FindMember(memberId) is null)
        {
            reading.Refuse(index, $"There is no member '{memberId}'. The members are: {members}.");
        }
        else
        {
            reading.Delegate(index, memberId);
        }
    }

    private void ReadToolCall(TurnReading reading, TeamDefinition team, MemberDefinition member, StoredCall call, int index)
    {
        var tool = member.Tools.Contains(call.Name, StringComparer.Ordinal) ? toolbox.Describe(team, call.Name) : null;
        if (tool is null)
        {
            var tools = member.Tools.Count == 0 ? "You have no tools" : $"Your tools are: {string.Join(", ", member.Tools)}";
            reading.Refuse(index, $"There is no tool '{call.Name}'. {tools}.");
        }
        else if (call.Arguments.ValueKind != JsonValueKind.Object)
        {
            reading.Refuse(index, $"The arguments of {call.Name} are not a JSON object.");
        }
        else if (JsonSchemaCheck.Validate(tool.Parameters, call.Arguments) is { Count: > 0 } wrong)
        {
            reading.Refuse(index, $"The arguments of {call.Name} do not fit its parameters: {string.Join("; ", wrong)}.");
        }
        else if (tool.Approval == ApprovalKind.None)
        {
            reading.Call(index);
        }
        else
        {
            reading.Ask(index, tool);
        }
    }

    private static bool TryGetText(JsonElement arguments, string name, out string text)
    {
        text = arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : string.Empty;
        return !string.IsNullOrWhiteSpace(text);
    }
}
