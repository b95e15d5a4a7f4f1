using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Turns;

/// <summary>What an agent was told in the middle of its conversation: the message that a run was forked with.</summary>
internal static class ForkMessage
{
    /// <summary>The place of such a message in its turn: after everything that the turn itself has.</summary>
    public const int Slot = 10_000;

    /// <summary>The message, told after a turn; after turn 0 where the conversation is not opened yet.</summary>
    public static MessageRecord Message(string memberRunId, int turn, string text) =>
        new() { MemberRunId = memberRunId, Turn = turn, Slot = Slot, Role = "user", Text = text };

    /// <summary>Whether it is one.</summary>
    public static bool Is(MessageRecord message) => message.Slot == Slot;

    /// <summary>Whether one follows the turn, so that the agent is asked again whatever the turn means.</summary>
    public static bool After(IEnumerable<MessageRecord> messages, int turn) => messages.Any(message => message.Turn == turn && Is(message));

    /// <summary>What an agent was asked, with what it was told later.</summary>
    public static string Asked(string asked, IEnumerable<MessageRecord> messages) =>
        string.Join("\n\n", [asked, .. messages.Where(Is).OrderBy(message => message.Turn).Select(message => message.Text)]);
}
