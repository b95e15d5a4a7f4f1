using System.Text;

namespace DurableTeams.Modes.Negotiation;

/// <summary>
/// Shortens texts of several parties so that they fit together. Short ones stay whole, and the long ones get equal parts of the
/// room, so that nobody's words push out another's. A text that was cut ends with <c> …</c>.
/// </summary>
internal static class EvenCut
{
    private const string Cutting = " …";

    /// <summary>The texts, none of them longer than its part of the room.</summary>
    /// <param name="texts">The texts; null stays null.</param>
    /// <param name="bytes">The room for all of them, as UTF-8.</param>
    public static IReadOnlyList<string?> Of(IReadOnlyList<string?> texts, int bytes)
    {
        var sizes = texts.Select(text => Encoding.UTF8.GetByteCount(text ?? string.Empty)).ToList();
        if (sizes.Sum() <= bytes) return texts;
        var (rest, left, most) = (bytes, sizes.Count, 0);
        foreach (var size in sizes.Order())
        {
            most = rest / left;
            if (size > most) break;
            rest -= size;
            left--;
        }

        return [.. texts.Zip(sizes, (text, size) => size <= most ? text : Cut(text!, most))];
    }

    private static string Cut(string text, int bytes)
    {
        var room = Math.Max(bytes - Encoding.UTF8.GetByteCount(Cutting), 0);
        var (end, used) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            used += rune.Utf8SequenceLength;
            if (used > room) break;
            end += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, end), Cutting);
    }
}
