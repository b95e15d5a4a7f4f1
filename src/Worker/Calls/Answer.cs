namespace DurableTeams.Worker.Calls;

/// <summary>An answer of the host.</summary>
/// <param name="Value">What it says; the default where it says nothing.</param>
/// <param name="Date">The time on the host's clock.</param>
internal sealed record Answer<T>(T? Value, DateTimeOffset? Date)
{
    /// <summary>How long it is until then, by the host's clock; null where there is no such time.</summary>
    public TimeSpan? Until(DateTimeOffset? then) => then is { } time ? time - (Date ?? DateTimeOffset.UtcNow) : null;
}
