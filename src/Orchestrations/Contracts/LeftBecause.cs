namespace DurableTeams.Contracts;

/// <summary>Why a step answered before its work was done.</summary>
public enum LeftBecause
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The time of its member run is up.</summary>
    OutOfTime,

    /// <summary>Its run was asked to end, or its member run has ended.</summary>
    Ended,
}
