namespace DurableTeams.Modes.Negotiation;

/// <summary>By what a section of a specification gets its owner, as events say it.</summary>
internal static class SettledBy
{
    /// <summary>Nobody else claimed it.</summary>
    public const string Claim = "claim";

    /// <summary>The other claimants conceded it, or are out.</summary>
    public const string Concession = "concession";

    /// <summary>The leader ruled.</summary>
    public const string Ruling = "ruling";

    /// <summary>A person decided.</summary>
    public const string Person = "person";

    /// <summary>The first claimant in file order has it.</summary>
    public const string First = "first";

    /// <summary>The leader assigned it, since nobody claimed it.</summary>
    public const string Assignment = "assignment";
}
