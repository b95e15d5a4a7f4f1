using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Approvals;

/// <summary>Which parts belong to which decision.</summary>
internal static class DecisionParts
{
    /// <summary>The decision with its parts normalised: in the form that is checked, hashed, stored and sent.</summary>
    /// <exception cref="ApiException">400: a part is nested too deep.</exception>
    public static DecisionRequest Normalize(DecisionRequest decision, string field)
    {
        return decision with
        {
            Arguments = Written(decision.Arguments, "arguments"),
            Values = Written(decision.Values, "values"),
            Result = Written(decision.Result, "result"),
        };

        JsonElement? Written(JsonElement? value, string name) => value is not { } json ? null
            : CallArguments.IsTooDeep(json)
                ? throw ApiErrors.InvalidField(
                    field + name, FormattableString.Invariant($"must be at most {CallArguments.MaxDepth} levels deep."))
                : CallArguments.Normalize(json);
    }

    /// <summary>
    /// Checks that a decision has the parts that it needs and no others. Without this check a part that nobody reads would be
    /// lost in silence.
    /// </summary>
    /// <exception cref="ApiException">400: a part is missing, or belongs to another decision.</exception>
    public static void Check(DecisionRequest decision, string field)
    {
        var word = decision.Decision;
        Only(decision.Arguments is not null, "arguments", DecisionKinds.Approve);
        Only(decision.Values is not null, "values", DecisionKinds.Answer);
        Only(decision.Result is not null, "result", DecisionKinds.Result, DecisionKinds.Skip);
        Only(decision.Error is not null, "error", DecisionKinds.Result);
        if (word == DecisionKinds.Answer && decision.Values is null)
            throw ApiErrors.InvalidField(field + "values", "is missing; write an object with a value for each field.");
        if (word == DecisionKinds.Result && Brings(decision) == decision.Error is not null)
            throw ApiErrors.InvalidField(
                field + "result", "write either result (what the tool returned) or error (why it failed).");

        void Only(bool given, string part, params ReadOnlySpan<string> words)
        {
            if (given && !words.Contains(word))
                throw ApiErrors.InvalidField(
                    field + part, $"goes with {string.Join(" or ", words.ToArray())}, not with {word}; nothing was decided.");
        }
    }

    // Some clients write every member, and so a null result beside an error.
    private static bool Brings(DecisionRequest decision) =>
        decision.Result is not null || (decision.IsNullResult && decision.Error is null);
}
