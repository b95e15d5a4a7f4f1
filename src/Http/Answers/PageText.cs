using System.Globalization;
using System.Net;
using System.Text;
using DurableTeams.Json.Unicode;

namespace DurableTeams.Http.Answers;

/// <summary>
/// A text of another author as a page shows it: escaped. A character that shows nothing of itself, or changes how others are
/// shown, appears as its code (U+202E) in a mark that no text can make. So do spaces other than the common one.
/// </summary>
internal static class PageText
{
    /// <summary>The HTML of a text on one line.</summary>
    public static string Line(string text) => Write(text, keepLines: false);

    /// <summary>
    /// The HTML of a text whose lines and tabs are its own, such as indented JSON or a note; they are to stand in an element that
    /// keeps them.
    /// </summary>
    public static string Block(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Browsers send the lines of a note so.
        return Write(text.Replace("\r\n", "\n", StringComparison.Ordinal), keepLines: true);
    }

    private static string Write(string text, bool keepLines)
    {
        ArgumentNullException.ThrowIfNull(text);
        var html = new StringBuilder(text.Length + 16);
        var plain = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsMarked(rune) || (keepLines && rune.Value is '\n' or '\t'))
            {
                plain.Append(rune.ToString());
                continue;
            }

            Flush();
            html.Append(CultureInfo.InvariantCulture, $"<mark>U+{rune.Value:X4}</mark>");
        }

        Flush();
        return html.ToString();

        void Flush()
        {
            html.Append(WebUtility.HtmlEncode(plain.ToString()));
            plain.Clear();
        }
    }

    /// <summary>Whether a character is shown as its code.</summary>
    internal static bool IsMarked(Rune rune) => InvisibleCharacters.IsShownAsCode(rune);
}
