using DurableTeams.Storage;
using DurableTeams.Telemetry;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities;

/// <summary>Writes what an orchestration decided, and does nothing else: <see cref="RunTasks.StoreOnly"/>.</summary>
internal sealed class RecordActivity(IRunStore store) : TaskActivity<RunChange, bool>
{
    /// <inheritdoc/>
    public override async Task<bool> RunAsync(TaskActivityContext context, RunChange? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        await store.CommitCountedAsync(input);
        return true;
    }
}
