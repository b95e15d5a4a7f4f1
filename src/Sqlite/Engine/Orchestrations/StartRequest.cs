namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>An instance to be started.</summary>
internal sealed record StartRequest(string InstanceId, string Name, string? Input)
{
    public string? Version { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>UTC ticks of the moment to start at, if not now.</summary>
    public long? StartAt { get; init; }
}
