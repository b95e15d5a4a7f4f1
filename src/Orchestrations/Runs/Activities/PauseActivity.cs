using DurableTeams.Contracts;
using DurableTeams.Storage;
using DurableTeams.Telemetry;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// Marks a member run paused, and the run too if nothing else in it works; does neither if a decision came in the meantime.
/// </summary>
internal sealed class PauseActivity(IRunStore store) : TaskActivity<PauseInput, bool>
{
    /// <inheritdoc/>
    /// <returns>Whether the member run is paused.</returns>
    public override async Task<bool> RunAsync(TaskActivityContext context, PauseInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var result = await store.PauseCountedAsync(input.RunId, input.MemberRunId, input.RequirementIds, input.At);
        return result.MemberPaused;
    }
}
