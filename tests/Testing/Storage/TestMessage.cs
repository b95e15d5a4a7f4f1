using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Testing.Storage;

/// <summary>Messages of a member run's conversation.</summary>
public static class TestMessage
{
    /// <summary>The message in this slot of a turn of the member run with this number.</summary>
    public static MessageRecord Of(
        string run, int position, int turn, int slot, string? text = "Hello", string role = "assistant") => new()
    {
        MemberRunId = RunIds.Member(run, position),
        Turn = turn,
        Slot = slot,
        Role = role,
        Text = text,
    };
}
