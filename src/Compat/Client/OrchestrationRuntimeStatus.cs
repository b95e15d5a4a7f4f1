namespace Microsoft.DurableTask.Client;

public enum OrchestrationRuntimeStatus
{
    Running,
    Completed,

    [Obsolete("Kept for compatibility only.")]
    ContinuedAsNew,
    Failed,

    [Obsolete("Kept for compatibility only.")]
    Canceled,
    Terminated,
    Pending,
    Suspended,
}
