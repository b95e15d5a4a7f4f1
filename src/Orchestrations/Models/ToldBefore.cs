using DurableTeams.Runs;
using DurableTeams.Storage;

namespace DurableTeams.Models;

/// <summary>What an agent is told before its next turn and nobody recorded yet: what its delegations and tasks brought.</summary>
internal static class ToldBefore
{
    public static IEnumerable<MessageRecord> Of(ModelCallInput input, List<MessageRecord> messages)
    {
        var asked = messages.Find(message => message.Turn == input.Turn - 1 && message.Slot == 0)?.Calls;
        foreach (var answer in input.Answers ?? [])
        {
            yield return new MessageRecord
            {
                MemberRunId = input.Agent.MemberRunId,
                Turn = input.Turn - 1,
                Slot = 1 + answer.Index,
                Role = "tool",
                CallId = asked![answer.Index].CallId,
                OutputOf = answer.OutputOf,
                Parts = answer.Parts,
                Text = answer.Error is null ? null : $"Error: {answer.Error}",
                Status = answer.Error is null ? ToolCallStatus.Completed : ToolCallStatus.Failed,
            };
        }

        if (input.Results is not { Count: > 0 } results) yield break;
        yield return new MessageRecord
        {
            MemberRunId = input.Agent.MemberRunId,
            Turn = input.Turn - 1,
            Slot = 1 + (asked?.Count ?? 0),
            Role = "user",
            Parts = results,
        };
    }
}
