using DurableTeams.Definitions;
using DurableTeams.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Runs;

/// <summary>Gives stored runs to the engine. Doing so twice is doing it once: the instance id is the run's, and none is ever replaced.</summary>
public sealed class RunScheduler(ITeamCatalog teams)
{
    /// <summary>Schedules the run's orchestration, unless it is there already.</summary>
    public async Task ScheduleAsync(RunRecord run, DurableTaskClient client, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(client);
        var definition = await teams.GetPinnedAsync(run.DefinitionVersion, cancellation);
        var input = new TeamRunInput(run.RunId, run.TeamId, run.DefinitionVersion, run.SessionId, RunPlan.Of(definition));
        var options = new StartOrchestrationOptions(run.RunId)
            .WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(TaskNames.TeamRun, input, options, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Each backend has its own exception for "exists": whether it does is asked of the backend instead.
            if (await client.GetInstanceAsync(run.RunId, cancellation) is null) throw;
        }
    }
}
