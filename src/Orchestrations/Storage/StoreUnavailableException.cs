namespace DurableTeams.Storage;

/// <summary>The storage cannot be reached or written at the moment. The API answers 503, and nothing is lost.</summary>
public sealed class StoreUnavailableException : Exception
{
    // On the Functions host a failure reaches an orchestrator without its type (or as AggregateException), but with its
    // message.
    internal const string Mark = "Storage is unavailable: ";

    /// <summary>Makes the exception with the cause.</summary>
    public StoreUnavailableException(string message, Exception? inner = null) : base(Mark + message, inner) { }
}
