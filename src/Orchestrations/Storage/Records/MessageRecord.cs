using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Models.Providers;

namespace DurableTeams.Storage.Records;

/// <summary>
/// One message of a member run's conversation, under the key (member run, turn, slot). Turn 0 is the initial prompt (system,
/// history, user; slots 0, 1, …). In turn n ≥ 1, slot 0 is the model's n-th answer, and slot 1+i the result of its i-th call.
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

    /// <summary>The agent that wrote the message: a member id, or the team's id for its leader; null for people.</summary>
    public string? Author { get; init; }

    /// <summary>The text.</summary>
    public string? Text { get; init; }

    /// <summary>The calls of an answer.</summary>
    public IReadOnlyList<StoredCall>? Calls { get; init; }

    /// <summary>The call that a tool message answers.</summary>
    public string? CallId { get; init; }

    /// <summary>
    /// The member run whose output is this message's text. <see cref="Text"/> is set instead where that member run failed.
    /// </summary>
    public string? OutputOf { get; init; }

    /// <summary>The results of several member runs, instead of <see cref="Text"/> and <see cref="OutputOf"/>.</summary>
    public IReadOnlyList<MessagePart>? Parts { get; init; }

    /// <summary>How a tool call ended; null on other messages.</summary>
    public ToolCallStatus? Status { get; init; }

    /// <summary>How often the tool was tried.</summary>
    public int? Attempts { get; init; }

    /// <summary>The usage of the answer.</summary>
    public Usage? Usage { get; init; }

    /// <summary>The model that answered, as the provider named it.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// Why the model stopped (see <see cref="FinishReasons"/>); null on other messages, and on messages of versions that did
    /// not record it.
    /// </summary>
    public string? FinishReason { get; init; }

    /// <summary>The part of the answer that goes back to the provider unchanged (see <see cref="ProviderParts"/>).</summary>
    public string? Kept { get; init; }
}

/// <summary>One result in a message of several.</summary>
/// <param name="Heading">The heading, which names the member or task.</param>
/// <param name="OutputOf">The member run.</param>
/// <param name="Error">The error, shown instead of the output where the member run failed.</param>
public sealed record MessagePart(string Heading, string OutputOf, [property: JsonIgnore(
    Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null);

/// <summary>A call in a model's answer.</summary>
/// <param name="CallId">The model's id of the call.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The arguments: an object, or the model's own text where that is not JSON or nested too deep.</param>
/// <param name="Use">How often the member run has used the call's id, this call included; 0 where that was not
/// recorded.</param>
public sealed record StoredCall(
    string CallId, string Name, JsonElement Arguments,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Use = 0)
{
    /// <summary>The part of the idempotency key that stands for the call's id, where it differs from the id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KeyId { get; init; }

    /// <summary>
    /// The tool of the call; null for built-in tools, for refused calls, and for calls that were recorded before bindings
    /// existed.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ToolBinding? Binding { get; init; }
}

/// <summary>The status of a tool call.</summary>
public enum ToolCallStatus
{
    /// <summary>Not answered yet.</summary>
    Running,

    /// <summary>Waiting for a person.</summary>
    Paused,

    /// <summary>The tool ran and answered.</summary>
    Completed,

    /// <summary>The call failed, or was refused before it ran.</summary>
    Failed,

    /// <summary>A person rejected the call.</summary>
    Rejected,
}
