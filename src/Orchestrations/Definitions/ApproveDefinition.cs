namespace DurableTeams.Definitions;

/// <summary>How a tool call is gated.</summary>
public enum ApprovalKind
{
    /// <summary>Not gated.</summary>
    None,

    /// <summary>A person approves or rejects.</summary>
    Confirmation,

    /// <summary>A person fills in fields.</summary>
    UserInput,

    /// <summary>A person or system elsewhere makes the call and brings the result.</summary>
    ExternalExecution,
}

/// <summary>
/// How a person decides on a gated call. A value that is not set is left out of the definition's JSON, and so of its hash.
/// </summary>
public sealed record ApproveDefinition
{
    /// <summary>Whether the approver may replace the arguments.</summary>
    public bool AllowEdit { get; init; }

    /// <summary>How long the call waits for a decision; null is for ever.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>What happens after that time; null is <see cref="OnExpiry.Reject"/>.</summary>
    public OnExpiry? OnExpiry { get; init; }

    /// <summary>How many different people have to approve; null is one.</summary>
    public int? Quorum { get; init; }

    /// <summary>After how long the second address is notified; null is never.</summary>
    public TimeSpan? EscalateAfter { get; init; }

    /// <summary>Who is told of a new requirement; null is nobody. It is shown without secrets.</summary>
    public NotifyTarget? Notify { get; init; }

    /// <summary>Who is told after <see cref="EscalateAfter"/>; null is <see cref="Notify"/>.</summary>
    public NotifyTarget? EscalateTo { get; init; }
}

/// <summary>What happens to a call without a decision in time.</summary>
public enum OnExpiry
{
    /// <summary>The call counts as rejected: the model is told, and goes on.</summary>
    Reject,

    /// <summary>The member fails.</summary>
    Fail,
}
