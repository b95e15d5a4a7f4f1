namespace DurableTeams.Storage;

/// <summary>The storage cannot be reached or written just now; the API answers 503 and nothing is lost.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Makes the exception with what went wrong.</summary>
    public StoreUnavailableException(string message, Exception? inner = null) : base(message, inner) { }
}
