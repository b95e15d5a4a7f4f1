using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>Failure details as the SDK makes them.</summary>
internal static class TaskFailures
{
    /// <summary>An exception's details; that of a failed task keeps the task's own failure as the inner one.</summary>
    public static TaskFailureDetails From(Exception exception) => exception is TaskFailedException failed
        ? new(typeof(TaskFailedException).FullName!, failed.Message, failed.StackTrace, failed.FailureDetails, null)
        : exception.InnerException is { } inner
            ? TaskFailureDetails.FromException(exception) with { InnerFailure = From(inner) }
            : TaskFailureDetails.FromException(exception);

    /// <summary>What the parent of a terminated sub-orchestration is told.</summary>
    public static TaskFailureDetails Terminated(string? output) => Of(
        "OrchestrationTerminated",
        output is null ? "The orchestration was terminated." : $"The orchestration was terminated: {output}");

    /// <summary>A failure that no code threw.</summary>
    public static TaskFailureDetails Of(string type, string message) => new(type, message, null, null, null);
}
