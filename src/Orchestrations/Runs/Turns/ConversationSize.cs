using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Turns;

/// <summary>How large the conversation of a member run is, in bytes of UTF-8: its texts, the arguments of its calls and what goes back to its provider.</summary>
internal static class ConversationSize
{
    /// <summary>The most it may be. A retried run is granted its limits once more, up to what any team may have.</summary>
    public static long Most(TeamDefinition team, AgentRef agent) =>
        Math.Min((team.Limits.MaxConversation ?? LimitsDefinition.DefaultConversation) * (agent.Attempt + 1), LimitsDefinition.MostConversation);

    /// <summary>The size of messages, without what they refer to.</summary>
    public static long Of(IEnumerable<MessageRecord> messages) => messages.Sum(Of);

    /// <summary>The size of a message, without what it refers to.</summary>
    public static long Of(MessageRecord message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Of(message.Text) + Of(message.Kept) + (message.Calls?.Sum(call => call.Arguments.ValueKind == JsonValueKind.Undefined ? 0L : JsonMarshal.GetRawUtf8Value(call.Arguments).Length) ?? 0);
    }

    /// <summary>The size of a text.</summary>
    public static long Of(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    /// <summary>Why an agent is not asked any more.</summary>
    public static CallFailure TooLong(long size, long most) => new(
        FormattableString.Invariant($"has a conversation of {size} bytes; at most {ByteSize.Format(most)} are allowed (limits.maxConversation)"),
        Transient: false,
        Code: "maxConversation");
}

/// <summary>A conversation turned out longer than it may be.</summary>
internal sealed class ConversationTooLongException(CallFailure failure) : Exception(failure.Message)
{
    /// <summary>As the member run fails with it.</summary>
    public CallFailure Failure => failure;
}
