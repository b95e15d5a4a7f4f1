using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Http.Protocols.OpenAI.Requests;

/// <summary>
/// An answer to what a run asks: an <c>mcp_approval_response</c>, or the output of a call. What it decides follows from the kind
/// of the requirement.
/// </summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Approves">The answer of an <c>mcp_approval_response</c>; null where it is an output.</param>
/// <param name="Text">The output, or the reason of an approval.</param>
/// <param name="Place">Where it stands in the body.</param>
internal sealed record OpenAIAnswer(string RequirementId, bool? Approves, string? Text, string Place)
{
    /// <summary>The most in one request.</summary>
    public const int Most = 500;

    /// <summary>The decision, without who decides where the answer does not say.</summary>
    /// <exception cref="ApiException">400: the output does not answer it.</exception>
    public DecisionRequest Decide(RequirementKind kind, DecisionFields decisions)
    {
        if (Approves is { } approves)
            return new DecisionRequest(
                RequirementId, approves ? DecisionKinds.Approve : DecisionKinds.Reject,
                Text is not { Length: > DecisionFields.MaxNoteLength } ? Text : throw ApiErrors.InvalidField(
                    Place + ".reason", $"must have at most {DecisionFields.MaxNoteLength} characters."));
        var text = Text ?? "";
        return kind switch
        {
            RequirementKind.ExternalExecution => new DecisionRequest(RequirementId, DecisionKinds.Result)
            {
                Result = JsonSerializer.SerializeToElement(text),
            },
            RequirementKind.UserInput => new DecisionRequest(RequirementId, DecisionKinds.Answer) { Values = Object(text) },
            _ => decisions.Read(new BodyFields(Object(text), Place + "."), RequirementId),
        };
    }

    // Words alone never decide: a client that knows no such call answers it with words of its own.
    private JsonElement Object(string text) => RequestBody.ReadText(text, Place) is { ValueKind: JsonValueKind.Object } value
        ? value
        : throw ApiErrors.InvalidField(Place, "must be a JSON object, as the call's arguments say.");
}
