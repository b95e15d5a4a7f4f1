using System.Globalization;
using System.Text;
using DurableTeams.Json.Unicode;

namespace DurableTeams.Approvals.Notifications;

/// <summary>
/// A text of another author as people are to see it in a chat or a mail: characters that show nothing of themselves, or change
/// how others are shown, stand there as their codes, and the text has a bound.
/// </summary>
internal static class ShownText
{
    /// <summary>The text on one line.</summary>
    public static string Line(string text, int most) => Write(text, most, keepLines: false);

    /// <summary>The text with the lines and tabs that it has.</summary>
    public static string Block(string text, int most) =>
        Write(text.Replace("\r\n", "\n", StringComparison.Ordinal), most, keepLines: true);

    private static string Write(string text, int most, bool keepLines)
    {
        var shown = new StringBuilder(Math.Min(text.Length, most) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            var next = !InvisibleCharacters.IsShownAsCode(rune) || (keepLines && rune.Value is '\n' or '\t')
                ? rune.ToString()
                : string.Create(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
            if (shown.Length + next.Length > most) return shown.Append('…').ToString();
            shown.Append(next);
        }

        return shown.ToString();
    }
}
