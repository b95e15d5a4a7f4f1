using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Http.Protocols.AiSdk;

/// <summary>What a part of a message says of a call that a person is asked about (package ai 7, ui-messages.ts).</summary>
/// <param name="RequirementId">The requirement that it may answer.</param>
/// <param name="Approved">The answer to an approval; null where the part is a result.</param>
/// <param name="Reason">Why.</param>
/// <param name="Output">The result, or the values that were filled in.</param>
/// <param name="Error">Why there is no result.</param>
internal sealed record AiSdkAnswer(string RequirementId, bool? Approved, string? Reason, JsonElement? Output, string? Error)
{
    /// <summary>Reads a part; null where it answers nothing.</summary>
    public static AiSdkAnswer? Read(JsonElement part) => Text(part, "state") switch
    {
        "approval-responded" when part.TryGetProperty("approval", out var approval)
            && approval.ValueKind == JsonValueKind.Object && Text(approval, "id") is { } id
            && approval.TryGetProperty("approved", out var approved)
            && approved.ValueKind is JsonValueKind.True or JsonValueKind.False =>
            new AiSdkAnswer(id, approved.GetBoolean(), Text(approval, "reason"), null, null),
        "output-available" when Text(part, "toolCallId") is { } call && part.TryGetProperty("output", out var output) =>
            new AiSdkAnswer(call, null, null, output, null),
        "output-error" when Text(part, "toolCallId") is { } call =>
            new AiSdkAnswer(call, null, null, null, Text(part, "errorText") ?? "The call failed."),
        _ => null,
    };

    /// <summary>The decision; null where the part only shows what was told before.</summary>
    public DecisionRequest? Decide(RequirementRecord requirement) => (requirement.Kind, Approved) switch
    {
        (RequirementKind.Confirmation, true) => new DecisionRequest(RequirementId, DecisionKinds.Approve, Reason),
        (RequirementKind.Confirmation, false) => new DecisionRequest(RequirementId, DecisionKinds.Reject, Reason),
        (RequirementKind.UserInput, null) when requirement.Status == RequirementStatus.Pending => Error is null
            ? new DecisionRequest(RequirementId, DecisionKinds.Answer) { Values = Output }
            : new DecisionRequest(RequirementId, DecisionKinds.Reject, Error),
        (RequirementKind.ExternalExecution, null) when requirement.Status == RequirementStatus.Pending =>
            new DecisionRequest(RequirementId, DecisionKinds.Result)
            {
                Result = Output is { ValueKind: JsonValueKind.Null } ? null : Output,
                IsNullResult = Output is { ValueKind: JsonValueKind.Null },
                Error = Error,
            },
        _ => null,
    };

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
