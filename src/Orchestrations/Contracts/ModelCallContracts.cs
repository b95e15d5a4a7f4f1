using System.Text.Json.Serialization;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>The input of a model turn.</summary>
/// <param name="Agent">The member run.</param>
/// <param name="Turn">Which turn of its conversation, from 1.</param>
/// <param name="Used">What the member run used before this call.</param>
/// <param name="Answers">Answers to delegations of the turn before, which are not recorded yet.</param>
/// <param name="Results">Results of tasks since the turn before; they become the next message.</param>
/// <param name="OpenTasks">How many tasks are open: while there are any, words alone do not end the run.</param>
/// <param name="Budgets">Bounds on tokens.</param>
/// <param name="AppliesState">Whether changes of the session state apply at once.</param>
/// <param name="LeftMs">How long the member run may still work, in milliseconds; null where its orchestration keeps the time
/// with durable timers.</param>
/// <param name="Tries">How often this turn was tried before.</param>
internal sealed record ModelCallInput(
    AgentRef Agent,
    int Turn,
    Usage Used,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CallAnswer>? Answers = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MessagePart>? Results = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int OpenTasks = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<TokenBudget>? Budgets = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool AppliesState = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? LeftMs = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Tries = 0);

/// <summary>The answer to a delegation.</summary>
/// <param name="Index">The call's index in its turn.</param>
/// <param name="OutputOf">The member run whose output is the answer.</param>
/// <param name="Error">The error, which is the answer where the member run failed.</param>
/// <param name="Parts">Or the outputs of several member runs.</param>
internal sealed record CallAnswer(
    int Index,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OutputOf = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MessagePart>? Parts = null);

/// <summary>The result of a model turn. The words are in the store; the result holds what decides the flow.</summary>
/// <param name="Used">What the member run used, this call included.</param>
/// <param name="Calls">The calls to make; calls that were answered at once are not among them.</param>
/// <param name="Final">Whether the turn is the agent's answer, and recorded as such.</param>
/// <param name="Failure">Why there is no turn; set instead of the other results.</param>
/// <param name="Invalid">Why the answer does not fit the format that was asked for; the model was told, and must be asked
/// again.</param>
/// <param name="Ending">What the agent's last turn means; set before the turn is final where tools of the same turn are still
/// to run.</param>
/// <param name="Patched">Whether the turn changes the session state, and the change is still to be applied.</param>
/// <param name="Told">Whether the agent got a message after the turn: it is asked again, whatever the turn means.</param>
/// <param name="WorkedMs">How long the model took, in milliseconds.</param>
/// <param name="Absent">Whether there was no answer at all; <paramref name="Invalid"/> says why.</param>
/// <param name="Left">Set instead of the other results when the model still works, and the member run waits no longer.</param>
internal sealed record ModelCallResult(
    Usage Used,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<PlannedCall>? Calls = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Final = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CallFailure? Failure = null,
    string? Invalid = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TurnEnding? Ending = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Patched = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Told = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long WorkedMs = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Absent = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] EarlyAnswerReason Left = EarlyAnswerReason.None)
{
    /// <summary>Why the answer does not fit, cut to the length that a result may carry.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Invalid { get; init; } = PayloadLimits.Cut(Invalid);
}

/// <summary>A call that a model turn makes.</summary>
/// <param name="Index">Its index in the turn.</param>
/// <param name="MemberId">The member that gets the work; null for a tool call, and for a delegation to all members.</param>
/// <param name="Gated">Whether a person decides first; the requirement is recorded already.</param>
/// <param name="Gate">The deadlines and notifications of the gate.</param>
/// <param name="Decision">The decision, where it was taken already.</param>
/// <param name="Recorded">Whether the call was made before and its result is recorded.</param>
/// <param name="ToAll">Whether all members get the work.</param>
/// <param name="TaskId">The number of the task that the call creates.</param>
/// <param name="DependsOn">The numbers of the tasks that this task depends on.</param>
/// <param name="Attempts">How often the tool is tried; null is as often as the plan says.</param>
internal sealed record PlannedCall(
    int Index,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MemberId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Gated = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GatePlan? Gate = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Decision = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Recorded = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ToAll = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int TaskId = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? DependsOn = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Attempts = null);

/// <summary>Why a turn failed.</summary>
/// <param name="Message">For people and models.</param>
/// <param name="Transient">Whether another attempt may help.</param>
/// <param name="RetryAfterMs">How long the provider asks to wait before the next attempt, in milliseconds.</param>
/// <param name="Code">The error's code where the provider is not the cause.</param>
internal sealed record CallFailure(
    string Message,
    bool Transient,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null);
