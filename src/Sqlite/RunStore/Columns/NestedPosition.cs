using System.Globalization;
using System.Text;

namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>
/// A position below another as text: the first number in digits, a slash, then one character for each further number. UTF-8
/// sorts as its characters' code points do, so that positions under the same first number sort number by number; and SQLite
/// reads the text as the first number where it is asked for an integer.
/// </summary>
internal static class NestedPosition
{
    private const char Mark = '/';
    private const int Zero = '0';
    private const int FirstSurrogate = 0xD800;
    private const int Surrogates = 0x800;
    private const int Highest = 1_000_000;

    /// <summary>The text for <c>2.1.13</c>, or null if it is not such a position.</summary>
    public static string? Write(ReadOnlySpan<char> position)
    {
        var text = new StringBuilder();
        foreach (var part in position.Split('.'))
        {
            var digits = position[part];
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || (digits[0] == '0' && digits.Length > 1)) return null;
            if (text.Length == 0)
            {
                text.Append(digits).Append(Mark);
                continue;
            }

            if (number > Highest) return null;
            var point = Zero + number;
            text.Append(new Rune(point < FirstSurrogate ? point : point + Surrogates));
        }

        return text.ToString();
    }

    /// <summary>The position, its numbers separated by dots; one that is a number alone is left as it is.</summary>
    public static string Read(string text)
    {
        var mark = text.IndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0) return text;
        var position = new StringBuilder(text, 0, mark, text.Length * 2);
        foreach (var rune in text.AsSpan(mark + 1).EnumerateRunes())
        {
            var point = rune.Value < FirstSurrogate ? rune.Value : rune.Value - Surrogates;
            position.Append(CultureInfo.InvariantCulture, $".{point - Zero}");
        }

        return position.ToString();
    }
}
