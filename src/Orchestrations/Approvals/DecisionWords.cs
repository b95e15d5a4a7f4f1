using DurableTeams.Storage;

namespace DurableTeams.Approvals;

/// <summary>The words of decisions, and which kind of requirement takes which.</summary>
public static class DecisionWords
{
    /// <summary>The tool runs.</summary>
    public const string Approve = "approve";

    /// <summary>The tool does not run; the model is told.</summary>
    public const string Reject = "reject";

    /// <summary>All words, of whatever kind of requirement.</summary>
    public static IReadOnlyList<string> All { get; } = [Approve, Reject, "answer", "result", "retry", "skip"];

    /// <summary>The words that a kind of requirement takes.</summary>
    public static IReadOnlyList<string> Of(RequirementKind kind) => kind switch
    {
        RequirementKind.Confirmation => [Approve, Reject],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
