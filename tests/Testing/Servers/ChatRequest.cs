using System.Text.Json;
using DurableTeams.Testing.Json;

namespace DurableTeams.Testing.Servers;

/// <summary>
/// A recorded model call. Every agent of a test's team has a model of its own, named like the agent, so that the request
/// says who asks without any guess at prompts.
/// </summary>
public sealed class ChatRequest(int number, JsonElement body)
{
    public int Number { get; } = number;

    public JsonElement Body { get; } = body;

    public string TraceParent { get; init; } = "";

    /// <summary>The agent that asks: <c>leader</c> or a member id.</summary>
    public string Agent { get; } = body.At("model").GetString()!;

    public IReadOnlyList<ChatRequestMessage> Messages { get; } = [.. body.Items("messages").Select(ChatRequestMessage.Read)];

    /// <summary>Names of the tools on offer.</summary>
    public IReadOnlyList<string> Offered { get; } = body.TryGetProperty("tools", out var tools)
        ? [.. tools.EnumerateArray().Select(tool => tool.At("function", "name").GetString()!)]
        : [];

    /// <summary>The newest user message.</summary>
    public string Task => Messages.Last(message => message.Role == "user").Text;

    /// <summary>The messages after the newest user message: what happened in this run of the agent.</summary>
    public IEnumerable<ChatRequestMessage> SinceTask =>
        Messages.Skip(Messages.ToList().FindLastIndex(message => message.Role == "user") + 1);

    /// <summary>Which answer of the agent is asked for, from 1.</summary>
    public int Turn => SinceTask.Count(message => message.Role == "assistant") + 1;

    /// <summary>What tools answered so far, in order.</summary>
    public IReadOnlyList<string> Results =>
        [.. SinceTask.Where(message => message.Role == "tool").Select(message => message.Text)];

    /// <summary>What the newest tool message says.</summary>
    public string LastResult => Results[^1];

    /// <summary>A function of the agent's turn alone: asked again, it costs the same.</summary>
    public int InputTokens => 10 + (100 * Turn) + Agent.Length;

    public int OutputTokens => 3 + Turn;

    /// <summary>The conversation: the agent and what it was asked to do.</summary>
    public (string Agent, string Task) Conversation => (Agent, Task);

    /// <summary>What the tool message answering this call says.</summary>
    public string ResultOf(string callId) => SinceTask.Last(message => message.Role == "tool" && message.CallId == callId).Text;

    public override string ToString() =>
        $"chat {Agent} turn {Turn} [{string.Join(' ', Messages.Select(message => message.Role[0]))}]";
}

/// <summary>A message of a request.</summary>
public sealed record ChatRequestMessage(string Role, string Text, string? CallId)
{
    public static ChatRequestMessage Read(JsonElement message) => new(
        message.At("role").GetString()!,
        message.TryGetProperty("content", out var content) ? TextOf(content) : "",
        message.Text("tool_call_id"));

    private static string TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.Text("text"))),
        _ => "",
    };
}
