using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Requests;

/// <summary>Reads decisions.</summary>
internal sealed class DecisionFields(PrincipalSource principals, HttpRequest request, string? traceParent)
{
    public const int MaxNoteLength = 10_000;
    public const int MaxNameLength = 200;
    private const int MaxDecisions = 500;
    public const int MaxErrorLength = 100_000;

    private static readonly string[] Members = ["decision", "note", "arguments", "values", "result", "error", "by"];

    /// <summary>The reader for a request.</summary>
    public static DecisionFields Of(HttpContext context) => new(
        HttpParts.Of(context).Principals, context.Request, CallContext.Of(context).TraceParent);

    /// <summary>The decisions of a <c>continue</c>.</summary>
    public IReadOnlyList<DecisionRequest> ReadAll(BodyFields body) =>
        [.. body.Only("decisions").RequiredObjects("decisions", MaxDecisions)
            .Select(item => ReadKnown(item.Only(["requirementId", .. Members]), item.RequiredText("requirementId")))];

    /// <summary>
    /// One decision. The body may name the requirement that the address names, as one decision of a <c>continue</c> does.
    /// </summary>
    public DecisionRequest Read(BodyFields body, string requirementId)
    {
        body.Only([.. Members, "requirementId"]);
        return body.OptionalText("requirementId", int.MaxValue) is not { } named || named == requirementId
            ? ReadKnown(body, requirementId)
            : throw ApiErrors.InvalidField(
                "requirementId",
                    $"is not the requirement of this address, '{requirementId}'; "
                        + "leave it out, or use that requirement's own address.");
    }

    private DecisionRequest ReadKnown(BodyFields body, string requirementId)
    {
        var decision = body.RequiredText("decision");
        if (!DecisionKinds.All.Contains(decision))
            throw ApiErrors.UnknownDecision(body.PathOf("decision"), $"must be one of {string.Join(", ", DecisionKinds.All)}.");
        var by = principals.Decider(request, body.OptionalId("by", MaxNameLength), body.PathOf("by"));
        return new DecisionRequest(
            requirementId, decision, body.OptionalText("note", MaxNoteLength), body.OptionalObject("arguments"), by?.Name)
        {
            PrincipalId = by?.Id,
            Values = body.OptionalObject("values"),
            Result = body.OptionalValue("result"),
            IsNullResult = body.IsNull("result"),
            Error = body.OptionalText("error", MaxErrorLength),
            From = principals.From(request, "api"),
            TraceParent = traceParent,
        };
    }
}
