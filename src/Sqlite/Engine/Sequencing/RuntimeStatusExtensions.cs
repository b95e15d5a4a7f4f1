using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>Properties of a status.</summary>
internal static class RuntimeStatusExtensions
{
    /// <summary>Whether an instance of this status has ended for good.</summary>
    public static bool IsFinished(this OrchestrationRuntimeStatus status) => status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
