using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Models;

namespace DurableTeams.Storage.Records;

/// <summary>
/// One message of a member run's conversation, under the key (member run, turn, slot). Turn 0 is what the agent was opened
/// with (system, history, user; slots 0, 1, …). Turn n ≥ 1: slot 0 is the model's n-th answer, slot 1+i the result of its i-th call.
/// </summary>
public sealed record MessageRecord
{
    /// <summary>The member run.</summary>
    public required string MemberRunId { get; init; }

    /// <summary>The turn.</summary>
    public required int Turn { get; init; }

    /// <summary>The place in the turn.</summary>
    public required int Slot { get; init; }

    /// <summary><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The agent that said it: a member id, or the team's id for its leader; null for people.</summary>
    public string? Author { get; init; }

    /// <summary>The text.</summary>
    public string? Text { get; init; }

    /// <summary>The calls an answer makes.</summary>
    public IReadOnlyList<StoredCall>? Calls { get; init; }

    /// <summary>The call that a tool message answers.</summary>
    public string? CallId { get; init; }

    /// <summary>The member run that this message tells the result of: its output, or <see cref="Text"/> where that is set (what went wrong).</summary>
    public string? OutputOf { get; init; }

    /// <summary>Set where a message tells the results of several member runs, instead of <see cref="Text"/> and <see cref="OutputOf"/>.</summary>
    public IReadOnlyList<MessagePart>? Parts { get; init; }

    /// <summary>How a tool call ended; null on other messages.</summary>
    public ToolCallStatus? Status { get; init; }

    /// <summary>How often the tool was tried.</summary>
    public int? Attempts { get; init; }

    /// <summary>What the answer used.</summary>
    public Usage? Usage { get; init; }

    /// <summary>The model that answered, as it named itself.</summary>
    public string? Model { get; init; }

    /// <summary>Why the model stopped (see <see cref="FinishReasons"/>); null on other messages, and where it was recorded before that was kept.</summary>
    public string? FinishReason { get; init; }

    /// <summary>What the provider wants back with the answer as it came (see <see cref="KeptParts"/>).</summary>
    public string? Kept { get; init; }
}

/// <summary>One result in a message of several.</summary>
/// <param name="Heading">Whose it is.</param>
/// <param name="OutputOf">The member run.</param>
/// <param name="Error">What is told instead of its output, where it failed.</param>
public sealed record MessagePart(string Heading, string OutputOf, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null);

/// <summary>A call in a model's answer.</summary>
/// <param name="CallId">The model's id of it.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The arguments: an object, or the text the model sent where that is not JSON, or nested too deep.</param>
/// <param name="Use">How often its id was used in the member run with this call; 0 where that was not written down.</param>
public sealed record StoredCall(
    string CallId, string Name, JsonElement Arguments, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Use = 0)
{
    /// <summary>What stands for the id in the call's idempotency key, where that is not the id itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KeyId { get; init; }

    /// <summary>The tool that is called; null for built-in tools, for calls that were refused and for those recorded before there were bindings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ToolBinding? Binding { get; init; }
}

/// <summary>How a tool call stands.</summary>
public enum ToolCallStatus
{
    /// <summary>Not answered yet.</summary>
    Running,

    /// <summary>Waiting for a person.</summary>
    Paused,

    /// <summary>It ran and answered.</summary>
    Completed,

    /// <summary>It failed, or was refused before it ran.</summary>
    Failed,

    /// <summary>A person rejected it.</summary>
    Rejected,
}
