namespace DurableTeams.Storage.Work;

/// <summary>What came of a step.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Work">The work after it; null where there is none.</param>
public sealed record WorkAnswer(WorkOutcome Outcome, WorkRecord? Work)
{
    /// <summary>Whether the run no longer needs the work.</summary>
    public bool Cancelled { get; init; }

    /// <summary>How many events were recorded by this step.</summary>
    public int Recorded { get; init; }
}

/// <summary>What came of a step.</summary>
public enum WorkOutcome
{
    /// <summary>It is recorded.</summary>
    Done,

    /// <summary>It was recorded before, or nothing had to change.</summary>
    Unchanged,

    /// <summary>There is no such work.</summary>
    NotFound,

    /// <summary>The token was never one of this work.</summary>
    InvalidToken,

    /// <summary>The token is that of a lost attempt.</summary>
    Superseded,

    /// <summary>The work has ended.</summary>
    Ended,

    /// <summary>The work was completed otherwise.</summary>
    Contradiction,

    /// <summary>A bound is reached.</summary>
    TooMany,
}
