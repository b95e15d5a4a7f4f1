using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>What an agent replies: words, calls, or both.</summary>
/// <param name="Text">The words; they are the answer where there are no calls.</param>
/// <param name="Calls">Calls by tool name and arguments.</param>
public sealed record CodeAgentReply(string? Text, IReadOnlyList<CodeAgentCall> Calls)
{
    /// <summary>Characters of a state.</summary>
    public const int MaxState = 1024 * 1024;

    /// <summary>
    /// What the agent wants to know in its next turn (<see cref="CodeAgentTurn.State"/>), such as the state of a session with a
    /// service; null for nothing. It is recorded with the turn, at most <see cref="MaxState"/> characters, and counts as
    /// conversation (<c>limits.maxConversation</c>).
    /// </summary>
    public string? State { get; init; }

    /// <summary>The tokens that the turn used; null where it is not known.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>The model that the agent asked; null where there is none, or it is not known.</summary>
    public string? Model { get; init; }

    /// <summary>An answer.</summary>
    public static CodeAgentReply Say(string text) => new(text, []);

    /// <summary>A hand-off.</summary>
    public static CodeAgentReply TransferTo(string member, string reason) =>
        Call("transfer_to_agent", new Dictionary<string, object?> { ["agent_name"] = member, ["reason"] = reason });

    /// <summary>A tool call.</summary>
    public static CodeAgentReply Call(string tool, IReadOnlyDictionary<string, object?> arguments) =>
        new(null, [new CodeAgentCall(tool, arguments)]);

    /// <summary>
    /// Asks a person whether the agent may make a call itself. The member waits; the decision comes with its next turn
    /// (<see cref="CodeAgentTurn.Decisions"/>).
    /// </summary>
    /// <param name="tool">What is called, as people see it.</param>
    /// <param name="arguments">With what, as people see it.</param>
    /// <param name="id">The call's id, by which the agent finds the decision; made up where null.</param>
    public static CodeAgentReply AskApproval(
        string tool, IReadOnlyDictionary<string, object?> arguments, string? id = null) =>
        new(null, [new CodeAgentCall(tool, arguments) { Id = id, AsksApproval = true }]);
}

/// <summary>A call in a reply.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record CodeAgentCall(string Tool, IReadOnlyDictionary<string, object?> Arguments)
{
    /// <summary>The call's id; made up where null.</summary>
    public string? Id { get; init; }

    /// <summary>
    /// Whether the agent makes the call itself, in its next turn, once a person has approved it. Other calls are of the member's
    /// tools, and the host makes them.
    /// </summary>
    public bool AsksApproval { get; init; }
}
