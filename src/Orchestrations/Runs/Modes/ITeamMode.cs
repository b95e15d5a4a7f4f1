namespace DurableTeams.Runs.Modes;

/// <summary>
/// How a team works: a deterministic coroutine over what <see cref="ITeamRun"/> offers. A new mode is one file with this
/// interface, its line in <see cref="TeamModes"/>, and the checks of its team files.
/// </summary>
internal interface ITeamMode
{
    /// <summary>Runs the team; returns when the run has its answer. Fails by throwing <see cref="RunFailedException"/>.</summary>
    Task RunAsync(ITeamRun team);
}
