namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>An external event's payload is not what the orchestrator waited for; the event is used up, the instance goes on.</summary>
public sealed class EventPayloadException : Exception
{
    /// <summary>Makes the exception.</summary>
    public EventPayloadException(string eventName, Type expected, Exception cause)
        : base($"The payload of event '{eventName}' is not a {expected}: {cause.Message}", cause) => EventName = eventName;

    /// <summary>The event.</summary>
    public string EventName { get; }
}
