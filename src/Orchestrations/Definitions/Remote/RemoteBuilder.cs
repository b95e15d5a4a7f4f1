namespace DurableTeams.Definitions.Remote;

/// <summary>Says in code who does the work of a remote member.</summary>
public sealed class RemoteBuilder
{
    internal RemoteBuilder()
    {
    }

    internal RemoteDefinition Made { get; private set; } = new();

    /// <summary>Workers lease the work from this queue.</summary>
    public RemoteBuilder Queue(string name) => With(Made with { Queue = name });

    /// <summary>The work is sent to this address, which answers at once or calls back.</summary>
    public RemoteBuilder Url(string url) => With(Made with { Url = url });

    /// <summary>
    /// An agent that speaks A2A 1.0 does the work. The address is that of its card, where it ends in <c>.json</c>, or the one
    /// below which <c>.well-known/agent-card.json</c> is.
    /// </summary>
    public RemoteBuilder A2A(string url) => With(Made with { A2A = url });

    /// <summary>Adds a header that is sent with each call to the A2A agent; secrets as <c>${NAME}</c>.</summary>
    public RemoteBuilder Header(string name, string value) => With(Made with
    {
        Headers = new SortedDictionary<string, string>(Made.Headers ?? [], StringComparer.OrdinalIgnoreCase) { [name] = value },
    });

    /// <summary>How long a worker has a piece of work without a heartbeat; 60 seconds without this call.</summary>
    public RemoteBuilder Lease(TimeSpan lease) => With(Made with { Lease = lease });

    /// <summary>How long a piece of work waits for a worker; 15 minutes without this call.</summary>
    public RemoteBuilder Start(TimeSpan start) => With(Made with { Start = start });

    /// <summary>The work waits for a worker for ever.</summary>
    public RemoteBuilder StartNever() => Start(Timeout.InfiniteTimeSpan);

    /// <summary>How long the address, or the A2A agent, has for its answer; 30 minutes without this call.</summary>
    public RemoteBuilder Answer(TimeSpan answer) => With(Made with { Answer = answer });

    /// <summary>How often the work is given away before the member fails.</summary>
    public RemoteBuilder Attempts(int attempts) => With(Made with { Attempts = attempts });

    /// <summary>Where nobody knows what became of the work, a person is asked before it is given away again.</summary>
    public RemoteBuilder NotRepeatable() => With(Made with { Repeatable = false });

    private RemoteBuilder With(RemoteDefinition changed)
    {
        Made = changed;
        return this;
    }
}
