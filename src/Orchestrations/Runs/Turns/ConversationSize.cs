using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Runs.Turns;

/// <summary>
/// How large the conversation of a member run may be, in bytes as <see cref="Storage.Rules.MessageSize"/> counts them.
/// </summary>
internal static class ConversationSize
{
    /// <summary>The most it may be. A retried run is granted its limits once more, up to what any team may have.</summary>
    public static long Most(TeamDefinition team, AgentRef agent) =>
        Math.Min((team.Limits.MaxConversation
            ?? LimitsDefinition.DefaultConversation) * (agent.Attempt + 1), LimitsDefinition.MostConversation);

    /// <summary>Why an agent is not asked any more.</summary>
    public static CallFailure TooLong(long size, long most) => new(
        FormattableString.Invariant(
            $"has a conversation of {size} bytes; at most {ByteSize.Format(most)} are allowed (limits.maxConversation)"),
        Transient: false,
        Code: "maxConversation");
}

/// <summary>A conversation turned out longer than it may be.</summary>
internal sealed class ConversationTooLongException(CallFailure failure) : Exception(failure.Message)
{
    /// <summary>As the member run fails with it.</summary>
    public CallFailure Failure => failure;
}
