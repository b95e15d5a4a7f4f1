using System.Text;

namespace DurableTeams.Embedded.Display;

/// <summary>Text of models, tools and people for one line of a terminal.</summary>
internal static class OneLine
{
    /// <summary>
    /// The text with white space for line breaks, at most so many characters long, and without control characters: what a model
    /// writes must not steer a terminal.
    /// </summary>
    public static string Of(string? text, int longest = 100)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var made = new StringBuilder(Math.Min(text.Length, longest) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (made.Length >= longest) return made.Append('…').ToString();
            if (Rune.IsWhiteSpace(rune))
            {
                if (made.Length > 0 && made[^1] != ' ') made.Append(' ');
            }
            else if (!Rune.IsControl(rune) && !IsFormat(rune))
            {
                made.Append(rune);
            }
        }

        return made.ToString().TrimEnd();
    }

    // Marks that turn the direction of text around, and the like.
    private static bool IsFormat(Rune rune) => Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format;
}
