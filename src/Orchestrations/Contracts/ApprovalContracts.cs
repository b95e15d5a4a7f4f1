using System.Text.Json.Serialization;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>A requirement, for activities that act on it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="RequirementId">The requirement.</param>
internal sealed record RequirementInput(string RunId, string RequirementId);

/// <summary>The input of a notification.</summary>
/// <param name="RunId">The run.</param>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Escalated">Whether the requirement is escalated, so that the second address is told.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
internal sealed record NotifyInput(
    string RunId,
    string RequirementId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Escalated = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Attempt = 0);

/// <summary>How an attempt to notify ended.</summary>
/// <param name="TryAgain">Whether another attempt makes sense.</param>
/// <param name="RetryAfterMs">How long the receiver asks to wait before the next attempt, in milliseconds.</param>
internal sealed record NotifyResult(
    bool TryAgain, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs = null);

/// <summary>The input of the activity that answers a call with the decision on it, without making the call.</summary>
/// <param name="Agent">The member run of the call.</param>
/// <param name="Call">The call.</param>
/// <param name="RequirementId">The requirement that was decided.</param>
/// <param name="At">When the member run got the decision.</param>
internal sealed record SettleInput(AgentRef Agent, CallReference Call, string RequirementId, DateTimeOffset At);
