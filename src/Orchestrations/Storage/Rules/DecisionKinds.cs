using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>The words of decisions, and which kind of requirement takes which.</summary>
public static class DecisionKinds
{
    /// <summary>The tool runs.</summary>
    public const string Approve = "approve";

    /// <summary>The tool does not run; the model is told.</summary>
    public const string Reject = "reject";

    /// <summary>A person filled in fields; the tool runs with them.</summary>
    public const string Answer = "answer";

    /// <summary>Someone outside ran the tool.</summary>
    public const string Result = "result";

    /// <summary>A call that may have been made is made again.</summary>
    public const string Retry = "retry";

    /// <summary>A call that may have been made is taken for made.</summary>
    public const string Skip = "skip";

    /// <summary>Time is up; nobody's word, the system's.</summary>
    public const string Expire = "expire";

    /// <summary>All words that people say, of whatever kind of requirement.</summary>
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
