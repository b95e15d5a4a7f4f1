namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>An orchestrator's code, replayed, asked for something else than its history records.</summary>
public sealed class NonDeterminismException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="recorded">What the history has at this place.</param>
    /// <param name="asked">What the code asked for instead.</param>
    /// <param name="instanceId">Whose history it is, where that is not plain from elsewhere.</param>
    public NonDeterminismException(string recorded, string asked, string? instanceId = null)
        : base($"The orchestrator's code does not match its history{(instanceId is null ? "" : $" (instance '{instanceId}')")}: "
            + $"recorded is {recorded}, but the code asked for {asked}. "
            + "Was the orchestrator changed while this instance was running, or does it use something that is not deterministic?")
    {
        Recorded = recorded;
        Asked = asked;
        InstanceId = instanceId;
    }

    /// <summary>What the history has at this place.</summary>
    public string Recorded { get; }

    /// <summary>What the code asked for instead.</summary>
    public string Asked { get; }

    /// <summary>Whose history it is, or null where the instance itself failed with this.</summary>
    public string? InstanceId { get; }
}
