namespace DurableTeams.Storage.Records;

/// <summary>The status of a run or member run.</summary>
public enum RunStatus
{
    /// <summary>Accepted, not started.</summary>
    Pending,

    /// <summary>Working.</summary>
    Running,

    /// <summary>Nothing can go on without a person.</summary>
    Paused,

    /// <summary>Ended with an answer.</summary>
    Completed,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Ended by a person.</summary>
    Cancelled,
}

/// <summary>Properties of a status.</summary>
public static class RunStatusExtensions
{
    /// <summary>Whether the run or member run has ended.</summary>
    public static bool IsFinal(this RunStatus status) => status is RunStatus.Completed or RunStatus.Failed or RunStatus.Cancelled;
}
