using DurableTeams.Services;
using DurableTeams.Storage.Records;

namespace DurableTeams;

/// <summary>A run of a team, used as an agent, ended without an answer.</summary>
public sealed class TeamRunException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="run">The run, which has failed or was cancelled.</param>
    public TeamRunException(RunView run)
        : base(Words(run)) => Run = run;

    /// <summary>The run; a failed one can be retried.</summary>
    public RunView Run { get; }

    private static string Words(RunView run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Status == RunStatus.Cancelled
            ? $"Run {run.RunId} of team '{run.TeamId}' was cancelled."
            : $"Run {run.RunId} of team '{run.TeamId}' failed ({run.Error?.Code}): {run.Error?.Message}";
    }
}
