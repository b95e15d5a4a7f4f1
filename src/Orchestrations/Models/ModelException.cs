namespace DurableTeams.Models;

/// <summary>A model call that failed. The message is fit for users and logs: it holds no key.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The failure, with the status and the provider's own words where there are any.</param>
    /// <param name="transient">Whether the same request may work later.</param>
    /// <param name="statusCode">The HTTP status, where the provider answered with one.</param>
    public ModelException(string message, bool transient, int? statusCode = null)
        : base(message)
    {
        Transient = transient;
        StatusCode = statusCode;
    }

    /// <summary>Whether the same request may work later.</summary>
    public bool Transient { get; }

    /// <summary>The HTTP status, where the provider answered with one.</summary>
    public int? StatusCode { get; }

    /// <summary>
    /// How long the provider asks to wait before the next attempt (<c>Retry-After</c>); null where it did not say.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }
}
