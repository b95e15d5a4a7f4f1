using System.Text.Json;
using DurableTeams.Json;

namespace DurableTeams.Hooks;

/// <summary>What a hook says of a tool call that is about to be made.</summary>
public sealed class ToolCallVerdict
{
    private ToolCallVerdict()
    {
    }

    /// <summary>The call is made, unless it is gated.</summary>
    public static ToolCallVerdict Pass { get; } = new();

    /// <summary>
    /// The call is made with these arguments instead, which must fit the tool's schema. The model's own are not kept. After a
    /// person has decided on the call, its arguments cannot be replaced: such a call is not made.
    /// </summary>
    /// <param name="arguments">What JSON makes an object of.</param>
    public static ToolCallVerdict Replace(object arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new ToolCallVerdict
        {
            Arguments = arguments is JsonElement json ? json : JsonSerializer.SerializeToElement(arguments, ContractJson.Options),
        };
    }

    /// <summary>The call is not made, and the model is told the reason.</summary>
    /// <param name="reason">Why, for the model and for people; up to 1,000 characters.</param>
    public static ToolCallVerdict Block(string reason) => new() { Reason = Checked(reason) };

    /// <summary>
    /// A person approves or rejects the call first, as one of a gated tool, by the tool's <c>approve</c>. Where the tool's own
    /// gate asks a person already, that is the question.
    /// </summary>
    /// <param name="reason">Why, for the person; up to 1,000 characters.</param>
    public static ToolCallVerdict Ask(string reason) => new() { Reason = Checked(reason), Asks = true };

    internal JsonElement? Arguments { get; private init; }

    internal string? Reason { get; private init; }

    internal bool Asks { get; private init; }

    private static string Checked(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return reason;
    }
}
