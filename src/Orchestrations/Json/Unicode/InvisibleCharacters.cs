using System.Globalization;
using System.Text;

namespace DurableTeams.Json.Unicode;

/// <summary>
/// Characters that show nothing of themselves, or change how others are shown: control and format characters (text direction,
/// zero width, tags), line and paragraph separators, variation selectors, fillers, and what no text means (private use,
/// unassigned).
/// </summary>
public static class InvisibleCharacters
{
    /// <summary>Whether the character is one of these.</summary>
    public static bool Is(Rune rune)
    {
        if (rune.IsAscii) return Rune.IsControl(rune);
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator => true,
            UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.OtherLetter or UnicodeCategory.OtherSymbol => IsBlank(rune.Value),
            _ => false,
        };
    }

    /// <summary>
    /// Whether whoever shows a text of another author shows the character as its code (<c>U+202E</c>): one of these, or a space
    /// other than the common one.
    /// </summary>
    public static bool IsShownAsCode(Rune rune) =>
        Is(rune) || (rune.Value != ' ' && Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator);

    // Marks, letters and a symbol that show nothing.
    private static bool IsBlank(int value) => value
        is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or 0x16FE4 or (>= 0xE0100 and <= 0xE01EF);
}
