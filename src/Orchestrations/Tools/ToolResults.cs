using System.Text;
using System.Text.Unicode;

namespace DurableTeams.Tools;

/// <summary>How much of what a tool answers is kept for the model, of whatever kind the tool is.</summary>
internal static class ToolResults
{
    /// <summary>Bytes of a result.</summary>
    public const int MaxResult = 1024 * 1024;

    /// <summary>Bytes of an error: it stands in an event, too.</summary>
    public const int MaxError = 64 * 1024;

    // What was cut already has a line more than it may have bytes.
    private const int Line = 200;

    /// <summary>The outcome with no more text than is kept.</summary>
    public static ToolOutcome Fit(ToolOutcome outcome) => outcome with { Text = Fit(outcome.Text, outcome.Succeeded ? MaxResult : MaxError) };

    /// <summary>The text with no more than is kept.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many bytes are kept.</param>
    /// <param name="isWhole">Whether it is all that there was; where it is not, nobody knows how long that is.</param>
    public static string Fit(string text, int most, bool isWhole = true)
    {
        // A character is three bytes at most.
        if (text.Length * 3L <= most || Encoding.UTF8.GetByteCount(text) is var bytes && bytes <= most + Line) return text;
        var kept = new byte[most];
        Utf8.FromUtf16(text, kept, out var read, out _);
        return text[..read] + CappedBody.CutLine(most, isWhole ? bytes : null);
    }
}
