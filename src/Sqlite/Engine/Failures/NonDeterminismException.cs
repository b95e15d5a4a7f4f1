namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>An orchestrator's code, replayed, asked for another step than its history records.</summary>
public sealed class NonDeterminismException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="recorded">The entry of the history at this place.</param>
    /// <param name="asked">The step that the code asked for instead.</param>
    /// <param name="instanceId">The instance of the history, where it is not clear from the context.</param>
    public NonDeterminismException(string recorded, string asked, string? instanceId = null)
        : base($"The orchestrator's code does not match its history{(instanceId is null ? "" : $" (instance '{instanceId}')")}: "
            + $"recorded is {recorded}, but the code asked for {asked}. "
            + "Was the orchestrator changed while this instance was running, or does it use something that is not deterministic?")
    {
        Recorded = recorded;
        Asked = asked;
        InstanceId = instanceId;
    }

    /// <summary>The entry of the history at this place.</summary>
    public string Recorded { get; }

    /// <summary>The step that the code asked for instead.</summary>
    public string Asked { get; }

    /// <summary>The instance of the history, or null where the instance itself failed with this exception.</summary>
    public string? InstanceId { get; }
}
