using Microsoft.Extensions.AI;

namespace DurableTeams.Hooks;

/// <summary>What a hook says of a model call that is about to be made.</summary>
public sealed class ModelCallVerdict
{
    private ModelCallVerdict()
    {
    }

    /// <summary>The model is asked.</summary>
    public static ModelCallVerdict Pass { get; } = new();

    /// <summary>
    /// The model is asked with these messages instead. They are not recorded: the conversation stays as it was, and the next
    /// turn is judged anew.
    /// </summary>
    public static ModelCallVerdict Send(IEnumerable<ChatMessage> messages) => new() { Messages = [.. messages] };

    /// <summary>The model is not asked; this is the agent's answer.</summary>
    public static ModelCallVerdict Answer(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new ModelCallVerdict { Response = response };
    }

    /// <summary>The model is not asked; these words are the agent's answer.</summary>
    public static ModelCallVerdict Answer(string text) => Answer(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)));

    /// <summary>The model is not asked, and the member run fails with <c>hookBlocked</c>.</summary>
    /// <param name="reason">Why, for people; up to 1,000 characters.</param>
    public static ModelCallVerdict Block(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new ModelCallVerdict { Reason = reason };
    }

    internal IReadOnlyList<ChatMessage>? Messages { get; private init; }

    internal ChatResponse? Response { get; private init; }

    internal string? Reason { get; private init; }
}
