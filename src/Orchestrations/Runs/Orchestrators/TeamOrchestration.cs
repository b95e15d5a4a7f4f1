using DurableTeams.Contracts;
using DurableTeams.Modes;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>A team's run from start to end, whatever ends it; the same for a run and for a nested team.</summary>
internal static class TeamOrchestration
{
    /// <summary>Runs the team; never throws.</summary>
    public static async Task<MemberRunResult> RunAsync(TeamRun team)
    {
        try
        {
            await team.StartAsync();
            await TeamModes.For(team.Plan.Mode).RunAsync(team);
            return new MemberRunResult(RunStatus.Completed, Patched: team.Patched, WorkedMs: team.WorkedMs);
        }
        catch (RunCancelledException)
        {
            return await EndAsync(team, RunStatus.Cancelled);
        }
        catch (TeamTimeUpException)
        {
            return await EndAsync(team, RunStatus.Cancelled) with { TeamTimeUp = true };
        }
        catch (RunFailedException failed)
        {
            return await EndAsync(team, RunStatus.Failed, failed.Error, failed.OutputOf);
        }
        catch (TaskFailedException failed)
        {
            return await EndAsync(team, RunStatus.Failed, RunErrors.TeamError(team.Leader, "internal", $"failed: {failed.FailureDetails.ErrorMessage}"));
        }
        finally
        {
            team.StopClock();
        }
    }

    private static async Task<MemberRunResult> EndAsync(TeamRun team, RunStatus status, RunError? error = null, string? outputOf = null)
    {
        await team.EndAsync(status, error, outputOf);
        return new MemberRunResult(status, error, Patched: team.Patched, OutputOf: outputOf, WorkedMs: team.WorkedMs);
    }
}
