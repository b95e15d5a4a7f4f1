using Microsoft.Extensions.AI;

namespace DurableTeams.Hooks;

/// <summary>What a hook says of a model's answer.</summary>
public sealed class ModelAnswerVerdict
{
    private ModelAnswerVerdict()
    {
    }

    /// <summary>The answer counts.</summary>
    public static ModelAnswerVerdict Pass { get; } = new();

    /// <summary>These words count instead of the answer's; its calls stay.</summary>
    public static ModelAnswerVerdict Replace(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ModelAnswerVerdict { Text = text };
    }

    /// <summary>This answer counts instead, words and calls; the tokens that were used stay counted.</summary>
    public static ModelAnswerVerdict Replace(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new ModelAnswerVerdict { Response = response };
    }

    /// <summary>The answer does not count, and the member run fails with <c>hookBlocked</c>.</summary>
    /// <param name="reason">Why, for people; up to 1,000 characters.</param>
    public static ModelAnswerVerdict Block(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new ModelAnswerVerdict { Reason = reason };
    }

    internal string? Text { get; private init; }

    internal ChatResponse? Response { get; private init; }

    internal string? Reason { get; private init; }
}
