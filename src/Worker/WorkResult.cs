using System.Text.Json.Serialization;

namespace DurableTeams.Worker;

/// <summary>How a piece of work ended. A text is an output.</summary>
public sealed record WorkResult
{
    /// <summary>Characters of a message that are told; of a longer one the beginning.</summary>
    public const int MostMessage = 8_000;

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
    /// <param name="code">A word for programs, such as <c>noSuchBranch</c>: 1 to 64 letters, digits, _ or -.</param>
    /// <exception cref="ArgumentException">There is no message, or the code is not as it must be.</exception>
    public static WorkResult Failed(string message, string? code = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        if (code is not null
            && (code.Length is 0 or > 64 || !code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')))
            throw new ArgumentException("A code is 1 to 64 letters, digits, _ or -.", nameof(code));
        return new(null, new WorkError(message.Length <= MostMessage ? message : message[..MostMessage] + " …", code));
    }

    /// <summary>The same as <see cref="Done"/>.</summary>
    public static implicit operator WorkResult(string output) => Done(output);
}

/// <summary>Why work failed.</summary>
/// <param name="Message">For people.</param>
/// <param name="Code">For programs; null leaves it to the host.</param>
public sealed record WorkError(
    string Message, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null);
