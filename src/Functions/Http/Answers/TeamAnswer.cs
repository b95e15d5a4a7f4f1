using DurableTeams.Definitions;

namespace DurableTeams.Functions.Http.Answers;

/// <summary>A team as clients read it.</summary>
internal static class TeamAnswer
{
    public static object Of(PinnedTeam team) => new { team.Definition.Id, team.Definition.Name, team.Definition.Description, team.Definition.Mode, team.Version };
}
