namespace DurableTeams.Models;

/// <summary>What an agent replies: words, calls, or both.</summary>
/// <param name="Text">The words; they are the answer where there are no calls.</param>
/// <param name="Calls">Calls by tool name and arguments.</param>
public sealed record CodeAgentReply(string? Text, IReadOnlyList<CodeAgentCall> Calls)
{
    /// <summary>An answer.</summary>
    public static CodeAgentReply Say(string text) => new(text, []);

    /// <summary>A hand-off.</summary>
    public static CodeAgentReply TransferTo(string member, string reason) =>
        Call("transfer_to_agent", new Dictionary<string, object?> { ["agent_name"] = member, ["reason"] = reason });

    /// <summary>A tool call.</summary>
    public static CodeAgentReply Call(string tool, IReadOnlyDictionary<string, object?> arguments) =>
        new(null, [new CodeAgentCall(tool, arguments)]);
}

/// <summary>A call in a reply.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record CodeAgentCall(string Tool, IReadOnlyDictionary<string, object?> Arguments);
