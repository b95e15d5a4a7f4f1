namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>
/// The payload of an external event does not have the type that the orchestrator waits for. The event is used up; the instance
/// goes on.
/// </summary>
internal sealed class EventPayloadException : Exception
{
    /// <summary>Makes the exception.</summary>
    public EventPayloadException(string eventName, Type expected, Exception cause)
        : base($"The payload of event '{eventName}' is not a {expected}: {cause.Message}", cause) => EventName = eventName;

    /// <summary>The event.</summary>
    public string EventName { get; }
}
