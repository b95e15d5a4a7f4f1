using DurableTeams.Contracts;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Turns;

/// <summary>What an agent is told before its next turn and nobody recorded yet: what its delegations and tasks brought.</summary>
internal static class PendingToolResults
{
    /// <summary>
    /// Whether these messages, all there were at some moment, have all that was recorded before the turn: the turn before it,
    /// which came after everything earlier, with an answer to each of its calls.
    /// </summary>
    public static bool AreWhole(ModelCallInput input, IReadOnlyList<MessageRecord> messages)
    {
        if (input.Turn == 1) return true;
        var before = messages.Where(message => message.Turn == input.Turn - 1).ToList();
        return before.Find(message => message.Slot == 0) is { } asked
            && Enumerable.Range(0, asked.Calls?.Count ?? 0).All(index =>
                before.Exists(message => message.Slot == 1 + index) || input.Answers?.Any(answer => answer.Index == index) == true);
    }

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
