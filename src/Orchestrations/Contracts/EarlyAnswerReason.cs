namespace DurableTeams.Contracts;

/// <summary>Why a step answered before its work was done.</summary>
internal enum EarlyAnswerReason
{
    /// <summary>The step did its work.</summary>
    None,

    /// <summary>The member run of the step has no time left.</summary>
    OutOfTime,

    /// <summary>The run of the step was asked to end, or the member run has ended.</summary>
    Ended,
}
