using DurableTask.Core;
using Microsoft.DurableTask;
using CoreTaskFailedException = DurableTask.Core.Exceptions.TaskFailedException;

namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>A task's failure in the form that the SDK's worker hands to a retry policy, which accepts no other.</summary>
internal static class CoreFailures
{
    public static CoreTaskFailedException ToCore(TaskFailedException failure) =>
        new(failure.Message, failure)
        {
            Name = failure.TaskName,
            ScheduleId = failure.TaskId,
            FailureDetails = ToCore(failure.FailureDetails),
        };

    private static FailureDetails ToCore(TaskFailureDetails failure) => new(
        failure.ErrorType,
        failure.ErrorMessage,
        failure.StackTrace,
        failure.InnerFailure is { } inner ? ToCore(inner) : null,
        isNonRetriable: false,
        failure.Properties);
}
