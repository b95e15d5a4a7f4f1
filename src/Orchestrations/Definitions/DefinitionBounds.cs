namespace DurableTeams.Definitions;

/// <summary>What definitions may hold, beyond what each setting says of itself.</summary>
public static class DefinitionBounds
{
    /// <summary>Members of a team, those of the teams in it counted as often as they are in it: the plan of all is one input.</summary>
    public const int PlannedMembers = 2_000;
}
