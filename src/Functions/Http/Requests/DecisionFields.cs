using DurableTeams.Approvals;
using DurableTeams.Runs;

namespace DurableTeams.Functions.Http.Requests;

/// <summary>Reads decisions.</summary>
internal static class DecisionFields
{
    private const int MaxDecisions = 500;
    private const int MaxNoteLength = 10_000;
    private const int MaxNameLength = 200;

    /// <summary>The decisions of a <c>continue</c>.</summary>
    public static IReadOnlyList<DecisionRequest> ReadAll(BodyFields body) =>
        [.. body.RequiredObjects("decisions", MaxDecisions).Select(item => Read(item, item.RequiredText("requirementId")))];

    /// <summary>One decision.</summary>
    public static DecisionRequest Read(BodyFields body, string requirementId)
    {
        var decision = body.RequiredText("decision");
        if (!DecisionWords.All.Contains(decision))
            throw ApiErrors.UnknownDecision(body.PathOf("decision"), $"must be one of {string.Join(", ", DecisionWords.All)}.");
        return new DecisionRequest(
            requirementId,
            decision,
            body.OptionalText("note", MaxNoteLength),
            body.OptionalObject("arguments"),
            body.OptionalId("by", MaxNameLength));
    }
}
