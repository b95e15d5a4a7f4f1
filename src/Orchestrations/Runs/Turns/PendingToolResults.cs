using DurableTeams.Contracts;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Turns;

/// <summary>
/// Results of delegations and tasks that an agent is told before its next turn, and that are not recorded yet.
/// </summary>
internal static class PendingToolResults
{
    /// <summary>
    /// Whether these messages (all messages of some moment) hold everything that was recorded before the turn. That is so if
    /// they hold the turn before it, which came after everything earlier, with an answer to each of its calls.
    /// </summary>
    public static bool AreWhole(ModelCallInput input, IReadOnlyList<MessageRecord> messages)
    {
        if (input.Turn == 1) return true;
        var before = messages.Where(message => message.Turn == input.Turn - 1).ToList();
        return before.Find(message => message.Slot == 0) is { } asked
            && Enumerable.Range(0, asked.Calls?.Count ?? 0).All(index =>
                before.Exists(message => message.Slot == 1 + index)
                    || input.Answers?.Any(answer => answer.Index == index) == true);
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
        // Before the first turn, the results follow the words that open the conversation.
        var opening = messages.Where(message => message.Turn == 0 && !ForkMessage.Is(message))
            .Select(message => message.Slot + 1);
        yield return new MessageRecord
        {
            MemberRunId = input.Agent.MemberRunId,
            Turn = input.Turn - 1,
            Slot = input.Turn == 1 ? opening.DefaultIfEmpty(0).Max() : 1 + (asked?.Count ?? 0),
            Role = "user",
            Parts = results,
        };
    }
}
