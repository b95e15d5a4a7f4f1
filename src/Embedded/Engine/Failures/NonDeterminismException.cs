namespace DurableTeams.Embedded.Engine;

/// <summary>An orchestrator's code, replayed, asked for something else than its history records.</summary>
public sealed class NonDeterminismException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="recorded">What the history has at this place.</param>
    /// <param name="asked">What the code asked for instead.</param>
    public NonDeterminismException(string recorded, string asked)
        : base($"The orchestrator's code does not match its history: recorded is {recorded}, but the code asked for {asked}. "
            + "Was the orchestrator changed while this instance was running, or does it use something that is not deterministic?")
    {
        Recorded = recorded;
        Asked = asked;
    }

    /// <summary>What the history has at this place.</summary>
    public string Recorded { get; }

    /// <summary>What the code asked for instead.</summary>
    public string Asked { get; }
}
