using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Turns;

/// <summary>The message of a fork: an agent is told it in the middle of its conversation.</summary>
internal static class ForkMessage
{
    /// <summary>The slot of such a message in its turn: after all messages of the turn itself.</summary>
    public const int Slot = 10_000;

    /// <summary>The message after a turn; after turn 0 where the conversation has not begun.</summary>
    public static MessageRecord Message(string memberRunId, int turn, string text) =>
        new() { MemberRunId = memberRunId, Turn = turn, Slot = Slot, Role = "user", Text = text };

    /// <summary>Whether a message is the message of a fork.</summary>
    public static bool Is(MessageRecord message) => message.Slot == Slot;

    /// <summary>Whether a fork's message follows the turn, so that the agent is asked again, whatever the turn means.</summary>
    public static bool FollowsTurn(IEnumerable<MessageRecord> messages, int turn) =>
        messages.Any(message => message.Turn == turn && Is(message));

    /// <summary>The agent's task together with the messages of forks.</summary>
    public static string TaskWithMessages(string asked, IEnumerable<MessageRecord> messages) =>
        string.Join("\n\n", [asked, .. messages.Where(Is).OrderBy(message => message.Turn).Select(message => message.Text)]);
}
