using System.Text.Json.Serialization;

namespace DurableTeams.Worker;

/// <summary>How a piece of work ended. A text is an output.</summary>
public sealed record WorkResult
{
    private WorkResult(object? output, WorkError? error) => (Output, Error) = (output, error);

    /// <summary>What the member answers: a text, or anything that becomes JSON; null where the work failed.</summary>
    public object? Output { get; }

    /// <summary>Why the work failed; null where it did not.</summary>
    public WorkError? Error { get; }

    /// <summary>The work is done.</summary>
    /// <param name="output">
    /// A text, or anything that becomes JSON. A member with an output schema must answer in its form; the host fails the member
    /// with <c>invalidOutput</c> where it does not.
    /// </param>
    /// <exception cref="ArgumentNullException">There is no output.</exception>
    public static WorkResult Done(object output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return new(output, null);
    }

    /// <summary>The work failed, and so does the member run.</summary>
    /// <param name="message">Why, for people.</param>
    /// <param name="code">A word for programs, such as <c>noSuchBranch</c>.</param>
    /// <exception cref="ArgumentException">There is no message.</exception>
    public static WorkResult Failed(string message, string? code = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        return new(null, new WorkError(message, code));
    }

    /// <summary>The same as <see cref="Done"/>.</summary>
    public static implicit operator WorkResult(string output) => Done(output);
}

/// <summary>Why work failed.</summary>
/// <param name="Message">For people.</param>
/// <param name="Code">For programs; null leaves it to the host.</param>
public sealed record WorkError(
    string Message, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null);
