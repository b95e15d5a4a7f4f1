using System.Text.Json.Serialization;
using DurableTeams.Storage;

namespace DurableTeams.Runs;

/// <summary>What a model-call activity is asked.</summary>
/// <param name="Agent">Whose model.</param>
/// <param name="Turn">Which turn of its conversation, from 1.</param>
/// <param name="Used">What the agent run used before this call.</param>
/// <param name="Answers">Answers to calls of the turn before that nobody recorded yet: what delegations brought.</param>
/// <param name="EndsRun">Whether a final answer of this agent is the run's answer.</param>
public sealed record ModelCallInput(
    AgentRef Agent,
    int Turn,
    Usage Used,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CallAnswer>? Answers = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool EndsRun = false);

/// <summary>The answer to a delegation.</summary>
/// <param name="Index">The call's index in its turn.</param>
/// <param name="OutputOf">The agent run whose output answers it.</param>
/// <param name="Error">Or what went wrong, for the leader's model.</param>
public sealed record CallAnswer(
    int Index,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OutputOf = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null);

/// <summary>What a model turn came to. The words are in the store; this is what decides the flow.</summary>
/// <param name="Used">What the agent run used, this call included.</param>
/// <param name="Calls">The calls to make; calls that were answered with an error at once are not among them.</param>
/// <param name="Final">Whether the turn is the agent's answer.</param>
/// <param name="Failure">Set instead of all that when the provider failed.</param>
public sealed record ModelCallResult(
    Usage Used,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<PlannedCall>? Calls = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Final = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CallFailure? Failure = null);

/// <summary>A call that a model turn makes: a delegation if it names a member, a tool call otherwise.</summary>
/// <param name="Index">Its index in the turn.</param>
/// <param name="MemberId">The member delegated to.</param>
/// <param name="Gated">Whether a person decides first; the requirement is recorded already.</param>
public sealed record PlannedCall(
    int Index,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MemberId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Gated = false);

/// <summary>A failed attempt.</summary>
/// <param name="Message">For people and models.</param>
/// <param name="Transient">Whether another attempt may help.</param>
/// <param name="RetryAfterMs">How long the provider asks to wait before that, in milliseconds.</param>
public sealed record CallFailure(
    string Message, bool Transient, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs = null);
