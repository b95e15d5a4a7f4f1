namespace DurableTeams.Storage;

/// <summary>What a requirement asks.</summary>
public enum RequirementKind
{
    /// <summary>Approve or reject.</summary>
    Confirmation,

    /// <summary>Fill in fields.</summary>
    UserInput,

    /// <summary>Do it outside and tell the result.</summary>
    ExternalExecution,

    /// <summary>Say what became of a call that may have run and must not run twice.</summary>
    UnknownOutcome,
}

/// <summary>Where a requirement stands.</summary>
public enum RequirementStatus
{
    /// <summary>Undecided.</summary>
    Pending,

    /// <summary>The tool may run.</summary>
    Approved,

    /// <summary>The tool may not run.</summary>
    Rejected,

    /// <summary>Nobody needs to decide any more.</summary>
    Cancelled,

    /// <summary>Filled in, done outside, or said what to do about an unknown outcome.</summary>
    Answered,

    /// <summary>Nobody decided in time.</summary>
    Expired,
}
