using DurableTeams.Models;
using DurableTeams.Storage.Records;
using DurableTeams.Tools.Agents;

namespace DurableTeams.Runs.Turns.Agents;

/// <summary>What an agent written in code is told of its turn before, from what is recorded of that turn.</summary>
internal static class AgentMemory
{
    /// <summary>What the agent kept.</summary>
    public static string? StateOf(IEnumerable<MessageRecord> messages) => messages
        .Where(message => message is { Turn: >= 1, Slot: 0, Role: "assistant" }).MaxBy(message => message.Turn)?.Kept;

    /// <summary>What people decided about the calls that the agent makes itself.</summary>
    public static IReadOnlyList<CodeAgentDecision> DecisionsOf(int turn, IReadOnlyList<MessageRecord> messages)
    {
        var asked = messages.FirstOrDefault(message => message.Turn == turn - 1 && message.Slot == 0)?.Calls ?? [];
        return
        [
            .. from call in asked.Index()
               where AgentCallTool.IsBoundBy(call.Item.Binding)
               let told = messages.FirstOrDefault(message => message.Turn == turn - 1 && message.Slot == 1 + call.Index)
               // What is neither a yes nor a no is no yes.
               select new CodeAgentDecision(
                   call.Item.CallId, call.Item.Name, told?.Status == ToolCallStatus.Completed, told?.Text ?? string.Empty),
        ];
    }
}
