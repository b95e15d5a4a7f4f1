using DurableTeams.Definitions;
using DurableTeams.Storage;

namespace DurableTeams.Runs.Modes;

/// <summary>The modes that are there.</summary>
internal static class TeamModes
{
    /// <summary>The mode's implementation.</summary>
    /// <exception cref="RunFailedException">It is not there; team files that ask for it are refused before.</exception>
    public static ITeamMode For(TeamMode mode) => mode switch
    {
        TeamMode.Coordinate => new CoordinateMode(),
        _ => throw new RunFailedException(new RunError("internal", $"Mode '{mode}' is not available.")),
    };
}
