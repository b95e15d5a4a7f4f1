using System.Text.Json.Serialization;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>A requirement, for activities that act on it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="RequirementId">The requirement.</param>
public sealed record RequirementInput(string RunId, string RequirementId);

/// <summary>What a notification is asked: tell somebody of a requirement.</summary>
/// <param name="RunId">The run.</param>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Escalated">Whether it is the second one's turn to be told.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
public sealed record NotifyInput(
    string RunId,
    string RequirementId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Escalated = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Attempt = 0);

/// <summary>How an attempt to notify ended.</summary>
/// <param name="TryAgain">Whether another attempt makes sense.</param>
/// <param name="RetryAfterMs">How long the other side asks to wait before that, in milliseconds.</param>
public sealed record NotifyResult(
    bool TryAgain, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs = null);

/// <summary>What a settle activity is asked: answer a call with what was decided of it, without making it.</summary>
/// <param name="Agent">Whose call.</param>
/// <param name="Call">The call.</param>
/// <param name="RequirementId">The requirement that was decided.</param>
/// <param name="At">When the member run learnt of it.</param>
public sealed record SettleInput(AgentRef Agent, CallReference Call, string RequirementId, DateTimeOffset At);
