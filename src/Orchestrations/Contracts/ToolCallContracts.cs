using System.Text.Json.Serialization;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>The input of one attempt of a tool call.</summary>
/// <param name="Agent">The member run of the call.</param>
/// <param name="Call">The call: its member run, turn and index.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
/// <param name="Last">Whether this is the last attempt: a transient failure is then told to the model.</param>
/// <param name="RequirementId">The requirement that allowed the call, for a gated call.</param>
/// <param name="Again">How often a person was asked about the call after it was allowed: whether it was made, or whether it may
/// still be made.</param>
/// <param name="LeftMs">How long the member run may still work, in milliseconds; null where its orchestration keeps the time
/// with durable timers.</param>
internal sealed record ToolCallInput(
    AgentRef Agent,
    CallReference Call,
    int Attempt,
    bool Last,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RequirementId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Again = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? LeftMs = null);

/// <summary>How an attempt ended.</summary>
/// <param name="TryAgain">Whether the attempt failed in a way that another attempt may mend; nothing is recorded then.</param>
/// <param name="Unknown">
/// The requirement that asks a person. It is set where the call must not be made twice and may have been made, where the tool
/// that the call is bound to is missing, or where the call became gated.
/// </param>
/// <param name="Decision">The decision on that requirement, where it was taken already.</param>
/// <param name="WorkedMs">How long the tool took, in milliseconds.</param>
/// <param name="RetryAfterMs">How long the tool asks to wait before the next attempt, in milliseconds.</param>
/// <param name="Left">Set instead of the other results when the tool still works, and the member run waits no longer.</param>
/// <param name="Notifies">Whether an address is notified of that requirement. Left out by versions that notified of none, so that
/// their histories replay.</param>
internal sealed record ToolCallResult(
    bool TryAgain,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Unknown = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Decision = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long WorkedMs = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] EarlyAnswerReason Left = EarlyAnswerReason.None,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Notifies = false);

/// <summary>The input of the activity that pauses a member run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="MemberRunId">The member run that cannot go on.</param>
/// <param name="RequirementIds">The requirements it waits for.</param>
/// <param name="At">When the pause began.</param>
internal sealed record PauseInput(string RunId, string MemberRunId, IReadOnlyList<string> RequirementIds, DateTimeOffset At);
