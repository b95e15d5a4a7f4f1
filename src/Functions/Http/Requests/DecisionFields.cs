using DurableTeams.Approvals;
using DurableTeams.Runs;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Functions.Http.Requests;

/// <summary>Reads decisions.</summary>
internal sealed class DecisionFields(PrincipalSource principals, HttpRequest request)
{
    public const int MaxNoteLength = 10_000;
    public const int MaxNameLength = 200;
    private const int MaxDecisions = 500;
    private const int MaxErrorLength = 100_000;

    /// <summary>The decisions of a <c>continue</c>.</summary>
    public IReadOnlyList<DecisionRequest> ReadAll(BodyFields body) =>
        [.. body.RequiredObjects("decisions", MaxDecisions).Select(item => Read(item, item.RequiredText("requirementId")))];

    /// <summary>One decision.</summary>
    public DecisionRequest Read(BodyFields body, string requirementId)
    {
        var decision = body.RequiredText("decision");
        if (!DecisionWords.All.Contains(decision))
            throw ApiErrors.UnknownDecision(body.PathOf("decision"), $"must be one of {string.Join(", ", DecisionWords.All)}.");
        return new DecisionRequest(
            requirementId,
            decision,
            body.OptionalText("note", MaxNoteLength),
            body.OptionalObject("arguments"),
            principals.Decider(request, body.OptionalId("by", MaxNameLength), body.PathOf("by")))
        {
            Values = body.OptionalObject("values"),
            Result = body.OptionalValue("result"),
            IsNullResult = body.IsNull("result"),
            Error = body.OptionalText("error", MaxErrorLength),
            From = principals.From(request, "api"),
            TraceParent = request.Headers.TraceParent,
        };
    }
}
