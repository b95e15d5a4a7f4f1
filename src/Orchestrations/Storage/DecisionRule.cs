using System.Text.Json;

namespace DurableTeams.Storage;

/// <summary>What a decision does to a requirement. Stores apply the rule inside their compare-and-set.</summary>
public static class DecisionRule
{
    /// <summary>The tool may run.</summary>
    public const string Approve = "approve";

    /// <summary>The tool may not run.</summary>
    public const string Reject = "reject";

    /// <summary>Fields were filled in.</summary>
    public const string Answer = "answer";

    /// <summary>It was done outside.</summary>
    public const string Result = "result";

    /// <summary>Call again though it may have run.</summary>
    public const string Retry = "retry";

    /// <summary>Go on without calling again.</summary>
    public const string Skip = "skip";

    /// <summary>Nobody decided in time; not a person's decision, but it competes with theirs.</summary>
    public const string Expire = "expire";

    /// <summary>Whether this is a decision's word.</summary>
    public static bool IsWord(string decision) => StatusAfter(decision) is not null;

    /// <summary>
    /// The requirement after the decision: itself where the decision was taken before, another where it is taken now, null
    /// where it contradicts what was decided or, with a quorum, what has been approved so far.
    /// </summary>
    /// <param name="asked">The requirement.</param>
    /// <param name="decision">The decision.</param>
    public static RequirementRecord? Take(RequirementRecord asked, DecisionRecord decision)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(decision);
        if (asked.Status != RequirementStatus.Pending) return IsSame(asked, decision) ? asked : null;
        if (decision.Decision != Approve) return Resolve(asked, decision);
        if (asked.Given.Count > 0 && !Same(asked.EditedArguments, decision.Arguments)) return null;
        if (asked.Given.Any(given => given.By == decision.By)) return asked;
        asked = asked with { Given = [.. asked.Given, new ApprovalRecord(decision.By, decision.At)], EditedArguments = decision.Arguments };
        return asked.Given.Count < asked.Quorum ? asked : Resolve(asked, decision);
    }

    // Who decided, when and with which note does not make it another decision.
    private static bool IsSame(RequirementRecord asked, DecisionRecord decision) =>
        asked.Decision == decision.Decision
        && Same(asked.EditedArguments, decision.Arguments)
        && Same(asked.Values, decision.Values)
        && asked.Result == decision.Result
        && asked.ResultError == decision.Error;

    private static RequirementRecord Resolve(RequirementRecord asked, DecisionRecord decision) => asked with
    {
        Status = StatusAfter(decision.Decision) ?? throw new ArgumentException($"\"{decision.Decision}\" is not a decision.", nameof(decision)),
        Decision = decision.Decision,
        Note = decision.Note,
        EditedArguments = decision.Arguments,
        Values = decision.Values,
        Result = decision.Result,
        ResultError = decision.Error,
        ResolvedBy = decision.By,
        ResolvedAt = decision.At,
        Delivered = false,
    };

    private static RequirementStatus? StatusAfter(string decision) => decision switch
    {
        Approve => RequirementStatus.Approved,
        Reject => RequirementStatus.Rejected,
        Expire => RequirementStatus.Expired,
        Answer or Result or Retry or Skip => RequirementStatus.Answered,
        _ => null,
    };

    private static bool Same(JsonElement? left, JsonElement? right) => (left, right) switch
    {
        (null, null) => true,
        ({ } l, { } r) => JsonElement.DeepEquals(l, r),
        _ => false,
    };
}
