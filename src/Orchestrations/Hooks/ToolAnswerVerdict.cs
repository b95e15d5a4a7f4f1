namespace DurableTeams.Hooks;

/// <summary>What a hook says of a tool's result.</summary>
public sealed class ToolAnswerVerdict
{
    private ToolAnswerVerdict()
    {
    }

    /// <summary>The model is told the result.</summary>
    public static ToolAnswerVerdict Pass { get; } = new();

    /// <summary>The model is told this text instead; whether the call succeeded stays as it was.</summary>
    public static ToolAnswerVerdict Replace(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ToolAnswerVerdict { Text = text };
    }

    /// <summary>The model is told an error: that the call was made, that its result is kept back, and the reason.</summary>
    /// <param name="reason">Why, for the model and for people; up to 1,000 characters.</param>
    public static ToolAnswerVerdict Block(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new ToolAnswerVerdict { Reason = reason };
    }

    internal string? Text { get; private init; }

    internal string? Reason { get; private init; }
}
