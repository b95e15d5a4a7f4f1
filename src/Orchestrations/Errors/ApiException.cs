namespace DurableTeams.Errors;

/// <summary>A request that cannot be granted, and why: what the API answers as problem details.</summary>
public sealed class ApiException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="status">The HTTP status of the answer.</param>
    /// <param name="code">One of <see cref="ApiErrors"/>; stable, clients branch on it.</param>
    /// <param name="message">For people.</param>
    /// <param name="field">The member of the body, the query parameter or the header with the error.</param>
    public ApiException(int status, string code, string message, string? field = null)
        : base(message)
    {
        Status = status;
        Code = code;
        Field = field;
    }

    /// <summary>The HTTP status of the answer.</summary>
    public int Status { get; }

    /// <summary>Stable; clients branch on it.</summary>
    public string Code { get; }

    /// <summary>The member of the body, the query parameter or the header with the error.</summary>
    public string? Field { get; }

    /// <summary>When another try makes sense; null where none does.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The single errors, where there are several.</summary>
    public IReadOnlyList<string>? Errors { get; init; }
}
