namespace DurableTeams.Storage.Records;

/// <summary>Where a run or a member run stands.</summary>
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

/// <summary>Questions about a status.</summary>
public static class RunStatusExtensions
{
    /// <summary>Whether nothing changes it any more.</summary>
    public static bool IsFinal(this RunStatus status) => status is RunStatus.Completed or RunStatus.Failed or RunStatus.Cancelled;
}
