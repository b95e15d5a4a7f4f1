namespace DurableTeams.Modes.Negotiation;

/// <summary>Who decides on a section that is still contested after the last round of a negotiation.</summary>
public enum StalematePolicy
{
    /// <summary>The leader's model rules.</summary>
    Arbiter,

    /// <summary>A person decides.</summary>
    Ask,

    /// <summary>The first claimant in file order has the section.</summary>
    First,

    /// <summary>Nobody: the run fails with <c>noAgreement</c>.</summary>
    Fail,
}

/// <summary>What happens to a section that no party of a negotiation claimed.</summary>
public enum UnclaimedPolicy
{
    /// <summary>The leader assigns the section to a party.</summary>
    Assign,

    /// <summary>The section is left out.</summary>
    Leave,

    /// <summary>The run fails with <c>noAgreement</c>.</summary>
    Fail,
}
