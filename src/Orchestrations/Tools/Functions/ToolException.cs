namespace DurableTeams;

/// <summary>
/// What a .NET function throws to say how its call failed. The message is told to the model. Of other exceptions, broken
/// connections and timeouts count as transient.
/// </summary>
public sealed class ToolException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">For the model; no secrets.</param>
    /// <param name="transient">Whether another attempt may help. It is made if the tool has one left.</param>
    /// <param name="inner">The cause.</param>
    public ToolException(string message, bool transient = false, Exception? inner = null)
        : base(message, inner) => Transient = transient;

    /// <summary>Whether another attempt may help.</summary>
    public bool Transient { get; }

    /// <summary>How long to wait before the next attempt; null leaves that to <c>retry.tool.backoff</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Whether the work may be done in spite of the failure. A tool that is not repeatable is then not called again: a person is
    /// asked.
    /// </summary>
    public bool MayHaveRun { get; init; }
}
