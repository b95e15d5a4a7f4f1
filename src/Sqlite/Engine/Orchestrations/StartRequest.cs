namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>The start of an instance.</summary>
internal sealed record StartRequest(string InstanceId, string Name, string? Input)
{
    public string? Version { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The moment of the start in UTC ticks, if not now.</summary>
    public long? StartAt { get; init; }
}
