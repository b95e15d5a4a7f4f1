using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>
/// An answer to an interrupt, <c>ResumeEntry</c>: what it decides follows from the kind of the requirement
/// (https://docs.ag-ui.com/spec/1.0/basic/patterns/interrupt-resume).
/// </summary>
/// <param name="InterruptId">The requirement.</param>
/// <param name="IsCancelled">Whether the person gave no answer.</param>
/// <param name="Payload">The answer.</param>
/// <param name="Place">Where it stands in the body.</param>
internal sealed record AgUiAnswer(string InterruptId, bool IsCancelled, JsonElement? Payload, string Place)
{
    /// <summary>The most in one request.</summary>
    public const int Most = 500;

    private const string Cancelled = "cancelled";

    /// <summary>Reads one.</summary>
    public static AgUiAnswer Read(BodyFields entry) => new(
        entry.RequiredText("interruptId"),
        (entry.OptionalWord("status", "resolved", Cancelled)
            ?? throw ApiErrors.InvalidField(entry.PathOf("status"), "is required, resolved or cancelled.")) == Cancelled,
        entry.OptionalValue("payload"), entry.PathOf("payload"));

    /// <summary>The decision.</summary>
    /// <param name="kind">What the requirement asks.</param>
    /// <param name="principals">Knows who is signed in.</param>
    /// <exception cref="ApiException">400: the payload does not answer it.</exception>
    public DecisionRequest Decide(RequirementKind kind, Func<string?, string, Person?> principals)
    {
        if (IsCancelled) return By(new DecisionRequest(InterruptId, DecisionKinds.Reject), null, principals);
        if (kind == RequirementKind.UserInput)
            return By(
                new DecisionRequest(InterruptId, DecisionKinds.Answer) { Values = Fields(kind).Values }, null, principals);
        if (kind == RequirementKind.Confirmation && Payload is { ValueKind: JsonValueKind.True or JsonValueKind.False } yes)
            return By(new DecisionRequest(
                InterruptId, yes.GetBoolean() ? DecisionKinds.Approve : DecisionKinds.Reject), null, principals);
        var (payload, _) = Fields(kind);
        return kind switch
        {
            RequirementKind.Confirmation => Confirm(payload.Only("approved", "editedArgs", "note", "by"), principals),
            RequirementKind.ExternalExecution => Bring(payload.Only("result", "error", "by"), principals),
            _ => Clear(payload.Only("decision", "result", "note", "by"), principals),
        };
    }

    private DecisionRequest Confirm(BodyFields payload, Func<string?, string, Person?> principals)
    {
        var approved = payload.OptionalFlag("approved")
            ?? throw ApiErrors.InvalidField(payload.PathOf("approved"), "is required, true or false.");
        var edited = payload.OptionalObject("editedArgs");
        if (!approved && edited is not null)
            throw ApiErrors.InvalidField(payload.PathOf("editedArgs"), "belongs to an approval.");
        return By(new DecisionRequest(
            InterruptId, approved ? DecisionKinds.Approve : DecisionKinds.Reject,
            payload.OptionalText("note", DecisionFields.MaxNoteLength), edited), payload, principals);
    }

    private DecisionRequest Bring(BodyFields payload, Func<string?, string, Person?> principals) => By(
        new DecisionRequest(InterruptId, DecisionKinds.Result)
        {
            Result = payload.OptionalValue("result"),
            IsNullResult = payload.IsNull("result"),
            Error = payload.OptionalText("error", DecisionFields.MaxErrorLength),
        }, payload, principals);

    private DecisionRequest Clear(BodyFields payload, Func<string?, string, Person?> principals) => By(
        new DecisionRequest(
            InterruptId,
            payload.OptionalWord("decision", DecisionKinds.Retry, DecisionKinds.Skip, DecisionKinds.Reject)
                ?? throw ApiErrors.InvalidField(payload.PathOf("decision"), "is required, retry, skip or reject."),
            payload.OptionalText("note", DecisionFields.MaxNoteLength))
        {
            Result = payload.OptionalValue("result"),
            IsNullResult = payload.IsNull("result"),
        }, payload, principals);

    private (BodyFields Payload, JsonElement Values) Fields(RequirementKind kind) =>
        Payload is { ValueKind: JsonValueKind.Object } payload
            ? (new BodyFields(payload, Place + "."), payload)
            : throw ApiErrors.InvalidField(
                Place, kind == RequirementKind.Confirmation
                    ? "must be an object with approved, as the interrupt's responseSchema says, or true or false."
                    : "must be an object, as the interrupt's responseSchema says.");

    private static DecisionRequest By(
        DecisionRequest decision, BodyFields? payload, Func<string?, string, Person?> principals)
    {
        var person = principals(payload?.OptionalId("by", DecisionFields.MaxNameLength), payload?.PathOf("by") ?? "by");
        return decision with { By = person?.Name, PrincipalId = person?.Id };
    }
}
