namespace DurableTeams.Definitions.Checks;

/// <summary>Bounds on a definition as a whole.</summary>
internal static class DefinitionBounds
{
    /// <summary>
    /// Members of a team, those of nested teams counted each time they appear: the plan of all members is one input.
    /// </summary>
    public const int PlannedMembers = 2_000;
}
