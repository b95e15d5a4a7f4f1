using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>Failure details in the SDK's form.</summary>
internal static class TaskFailures
{
    /// <summary>The details of an exception; those of a failed task keep the task's own failure as the inner one.</summary>
    public static TaskFailureDetails From(Exception exception) => exception is TaskFailedException failed
        ? new(typeof(TaskFailedException).FullName!, failed.Message, failed.StackTrace, failed.FailureDetails, null)
        : exception.InnerException is { } inner
            ? TaskFailureDetails.FromException(exception) with { InnerFailure = From(inner) }
            : TaskFailureDetails.FromException(exception);

    /// <summary>The failure that the parent of a terminated sub-orchestration gets.</summary>
    public static TaskFailureDetails Terminated(string? output) => Of(
        "OrchestrationTerminated",
        output is null ? "The orchestration was terminated." : $"The orchestration was terminated: {output}");

    /// <summary>A failure that no code threw.</summary>
    public static TaskFailureDetails Of(string type, string message) => new(type, message, null, null, null);
}
