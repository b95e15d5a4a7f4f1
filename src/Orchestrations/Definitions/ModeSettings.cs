using System.Text.Json.Nodes;

namespace DurableTeams.Definitions;

/// <summary>What a run's answer must be.</summary>
/// <param name="Schema">JSON Schema of it.</param>
public sealed record OutputDefinition(JsonObject Schema);

/// <summary>The phases of a triad.</summary>
public enum TeamPhase
{
    /// <summary>Understand the matter and think of what could be done.</summary>
    Deliberation,

    /// <summary>Weigh what was thought of and settle what is open.</summary>
    Negotiation,

    /// <summary>Carry out what was settled.</summary>
    Execution,
}

/// <summary>How peers agree.</summary>
public sealed record ConsensusDefinition
{
    /// <summary>How many votes a proposal needs, 1 to the number of peers.</summary>
    public int Quorum { get; init; } = 2;

    /// <summary>What happens where no proposal has them.</summary>
    public TiePolicy OnTie { get; init; } = TiePolicy.First;
}

/// <summary>What happens where no proposal has the votes it needs.</summary>
public enum TiePolicy
{
    /// <summary>The proposal with the most votes wins, among equals that of the first in file order.</summary>
    First,

    /// <summary>The run fails.</summary>
    Fail,
}

/// <summary>Where the next run of a session starts.</summary>
public enum HandoffReturn
{
    /// <summary>With the agent that is active.</summary>
    Stay,

    /// <summary>With the first member.</summary>
    Root,
}
