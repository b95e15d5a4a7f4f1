using DurableTeams.Runs;

namespace DurableTeams.Approvals;

/// <summary>Which parts belong to which decision.</summary>
internal static class DecisionParts
{
    /// <summary>The decision with the parts that belong to it alone.</summary>
    /// <exception cref="ApiException">400: a part that it needs is missing.</exception>
    public static DecisionRequest Of(DecisionRequest decision, string field)
    {
        var word = decision.Decision;
        if (word == DecisionWords.Answer && decision.Values is null)
            throw ApiErrors.InvalidField(field + "values", "is missing: an object with what was filled in.");
        if (word == DecisionWords.Result && Brings(decision) == decision.Error is not null)
            throw ApiErrors.InvalidField(field + "result", "write either result, what the tool brought, or error, why it failed.");
        return decision with
        {
            Arguments = word == DecisionWords.Approve ? decision.Arguments : null,
            Values = word == DecisionWords.Answer ? decision.Values : null,
            Result = word is DecisionWords.Result or DecisionWords.Skip ? decision.Result : null,
            Error = word == DecisionWords.Result ? decision.Error : null,
        };
    }

    // Clients that write every member write a null result beside an error, too.
    private static bool Brings(DecisionRequest decision) => decision.Result is not null || (decision.IsNullResult && decision.Error is null);
}
