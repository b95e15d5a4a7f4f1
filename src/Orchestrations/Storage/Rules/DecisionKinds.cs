using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>The words of decisions, and the words that each kind of requirement takes.</summary>
public static class DecisionKinds
{
    /// <summary>The tool runs.</summary>
    public const string Approve = "approve";

    /// <summary>The tool does not run; the model is told.</summary>
    public const string Reject = "reject";

    /// <summary>A person filled in fields; the tool runs with them.</summary>
    public const string Answer = "answer";

    /// <summary>Somebody elsewhere made the call.</summary>
    public const string Result = "result";

    /// <summary>A call that may have been made is made again.</summary>
    public const string Retry = "retry";

    /// <summary>A call that may have been made counts as made.</summary>
    public const string Skip = "skip";

    /// <summary>The time is up; the system decides this, never a person.</summary>
    public const string Expire = "expire";

    /// <summary>All words that people use, for any kind of requirement.</summary>
    public static IReadOnlyList<string> All { get; } = [Approve, Reject, Answer, Result, Retry, Skip];

    /// <summary>The words that a kind of requirement takes.</summary>
    public static IReadOnlyList<string> Of(RequirementKind kind) => kind switch
    {
        RequirementKind.Confirmation => [Approve, Reject],
        RequirementKind.UserInput => [Answer, Reject],
        RequirementKind.ExternalExecution => [Result, Reject],
        RequirementKind.UnknownOutcome => [Retry, Skip, Reject],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
