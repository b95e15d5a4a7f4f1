using System.Text;
using System.Text.Unicode;
using DurableTeams.Outbound;

namespace DurableTeams.Tools;

/// <summary>The bound on the answer of a tool, of whatever kind.</summary>
internal static class ToolResults
{
    /// <summary>Bytes of a result.</summary>
    public const int MaxResult = 1024 * 1024;

    /// <summary>Bytes of an error; an error is in an event, too.</summary>
    public const int MaxError = 64 * 1024;

    // A text that was cut already is longer by the line that says so.
    private const int Line = 200;

    /// <summary>The outcome with its text cut to the bound.</summary>
    public static ToolOutcome Fit(ToolOutcome outcome) =>
        outcome with { Text = Fit(outcome.Text, outcome.Succeeded ? MaxResult : MaxError) };

    /// <summary>The text cut to the bound.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many bytes are kept.</param>
    /// <param name="isWhole">Whether the text is whole; otherwise its real length is not known.</param>
    public static string Fit(string text, int most, bool isWhole = true)
    {
        // A character is three bytes at most.
        if (text.Length * 3L <= most || Encoding.UTF8.GetByteCount(text) is var bytes && bytes <= most + Line) return text;
        var kept = new byte[most];
        Utf8.FromUtf16(text, kept, out var read, out _);
        return text[..read] + BoundedBody.CutLine(most, isWhole ? bytes : null);
    }
}
