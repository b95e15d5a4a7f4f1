using DurableTeams.Runs.Modes;
using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Runs;

/// <summary>A run: starts, lets its mode decide who is asked what, ends. Always returns its status; never throws.</summary>
public sealed class TeamRunOrchestrator : TaskOrchestrator<TeamRunInput, RunStatus>
{
    /// <inheritdoc/>
    public override async Task<RunStatus> RunAsync(TaskOrchestrationContext context, TeamRunInput? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var team = new TeamRun(context, input);
        try
        {
            await team.StartAsync();
            await TeamModes.For(input.Plan.Mode).RunAsync(team);
            return RunStatus.Completed;
        }
        catch (RunCancelledException)
        {
            return await team.EndAsync(RunStatus.Cancelled, null);
        }
        catch (RunFailedException failed)
        {
            return await team.EndAsync(RunStatus.Failed, failed.Error);
        }
        catch (TaskFailedException failed)
        {
            return await team.EndAsync(RunStatus.Failed, new RunError("internal", $"Team '{input.TeamId}' failed: {failed.FailureDetails.ErrorMessage}"));
        }
        finally
        {
            team.StopClock();
        }
    }
}
