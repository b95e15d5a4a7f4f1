using DurableTeams.Contracts;
using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities;

/// <summary>Marks a requirement escalated, if nobody has decided on it yet.</summary>
internal sealed class EscalateActivity(IRunStore store, TimeProvider time) : TaskActivity<RequirementInput, bool>
{
    /// <inheritdoc/>
    public override async Task<bool> RunAsync(TaskActivityContext context, RequirementInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        await store.CommitAsync(new RunChange(input.RunId, time.GetUtcNow()) { Escalated = [input.RequirementId] });
        return true;
    }
}
