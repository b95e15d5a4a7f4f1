using System.Text.Json.Serialization;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>What a tool-call activity is asked.</summary>
/// <param name="Agent">Whose call.</param>
/// <param name="Call">The call: its member run, turn and index.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
/// <param name="Last">Whether a transient failure of this attempt is final, to be told to the model.</param>
/// <param name="RequirementId">The requirement that allowed it, for a gated call.</param>
/// <param name="Again">How often a person was asked about it once it was to be made: whether it was made, whether it may be made still.</param>
/// <param name="LeftMs">How long the member run may still work, in milliseconds; null where its orchestration keeps the time itself.</param>
public sealed record ToolCallInput(
    AgentRef Agent,
    CallReference Call,
    int Attempt,
    bool Last,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RequirementId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Again = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? LeftMs = null);

/// <summary>How an attempt ended.</summary>
/// <param name="TryAgain">Whether it failed in a way that another attempt may mend, and nothing was recorded.</param>
/// <param name="Unknown">
/// The requirement that asks a person, where the call must not be made twice and may have been made, where the tool it is bound to
/// is not there, or where it is gated now and was not.
/// </param>
/// <param name="Decision">What was decided of that, where it is already.</param>
/// <param name="WorkedMs">How long the tool took, in milliseconds.</param>
/// <param name="RetryAfterMs">How long the tool asks to wait before the next attempt, in milliseconds.</param>
/// <param name="Left">Set instead of all that when the tool still works, and nobody waits for it any more.</param>
public sealed record ToolCallResult(
    bool TryAgain,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Unknown = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Decision = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long WorkedMs = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] LeftBecause Left = LeftBecause.None);

/// <summary>What a pause activity is asked.</summary>
/// <param name="RunId">The run.</param>
/// <param name="MemberRunId">The member run that cannot go on.</param>
/// <param name="RequirementIds">The requirements it waits for.</param>
/// <param name="At">When.</param>
public sealed record PauseInput(string RunId, string MemberRunId, IReadOnlyList<string> RequirementIds, DateTimeOffset At);
