namespace DurableTeams.Worker;

/// <summary>Where the host is, and how it is called.</summary>
public record WorkClientOptions
{
    /// <summary>The variable that names the host.</summary>
    public const string ServerVariable = "DURABLETEAMS_URL";

    /// <summary>The variable that holds the key.</summary>
    public const string KeyVariable = "DURABLETEAMS_KEY";

    /// <summary>The address where a host listens that was not told otherwise.</summary>
    public const string DefaultServer = "http://127.0.0.1:7071";

    /// <summary>
    /// The host, with or without <c>/api</c> at the end. Null takes the variable <see cref="ServerVariable"/>, or
    /// <see cref="DefaultServer"/> where that is not set.
    /// </summary>
    public Uri? Server { get; init; }

    /// <summary>
    /// The function key; null takes the variable <see cref="KeyVariable"/>, and sends none where that is not set.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// What makes the requests, for proxies and certificates; the caller's to dispose. Null takes a client of its own.
    /// </summary>
    public HttpMessageInvoker? Http { get; init; }

    /// <summary>Takes a line for each thing worth knowing: the host is away, a lease was lost. Null says nothing.</summary>
    public Action<string>? Log { get; init; }
}
