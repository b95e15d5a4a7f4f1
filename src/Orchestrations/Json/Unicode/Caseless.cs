using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace DurableTeams.Json.Unicode;

/// <summary>
/// Makes texts equal that people take for the same. The form is compatibility-normalised (equal exactly where the NFKC forms
/// are), case-folded, and without characters that show nothing. The product runs without the platform's Unicode data, so that
/// it behaves alike on every machine; it brings its own data for this (<c>caseless.txt</c>).
/// </summary>
internal static class Caseless
{
    private const int HangulFirst = 0xAC00;
    private const int HangulLast = 0xD7A3;

    private static readonly Lazy<(FrozenDictionary<int, string> Forms, FrozenDictionary<int, int> Classes)> Data = new(Read);

    /// <summary>The form to compare: equal for texts that differ only in notation, case or invisible characters.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!InvisibleCharacters.Is(rune)) Append(folded, rune);
        }

        return Ordered(folded.ToString());
    }

    private static void Append(StringBuilder folded, Rune rune)
    {
        if (rune.IsAscii) folded.Append(char.ToLowerInvariant((char)rune.Value));
        else if (Data.Value.Forms.TryGetValue(rune.Value, out var form)) folded.Append(form);
        else if (rune.Value is >= HangulFirst and <= HangulLast) AppendHangul(folded, rune.Value - HangulFirst);
        else folded.Append(rune.ToString());
    }

    // A syllable is its two or three letters, by arithmetic.
    private static void AppendHangul(StringBuilder folded, int syllable)
    {
        folded.Append((char)(0x1100 + (syllable / 588))).Append((char)(0x1161 + (syllable % 588 / 28)));
        if (syllable % 28 is > 0 and var last) folded.Append((char)(0x11A7 + last));
    }

    /// <summary>Marks on one letter in canonical order, so that the order in which they were written does not count.</summary>
    private static string Ordered(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var classes = Data.Value.Classes;
        var runes = text.EnumerateRunes().ToArray();
        if (!runes.Any(rune => classes.ContainsKey(rune.Value))) return text;
        var ordered = new StringBuilder(text.Length);
        for (var at = 0; at < runes.Length;)
        {
            var marks = runes.Skip(at).TakeWhile(rune => classes.ContainsKey(rune.Value)).ToArray();
            foreach (var mark in marks.OrderBy(rune => classes[rune.Value])) ordered.Append(mark.ToString());
            at += marks.Length;
            if (at < runes.Length) ordered.Append(runes[at++].ToString());
        }

        return ordered.ToString();
    }

    private static (FrozenDictionary<int, string> Forms, FrozenDictionary<int, int> Classes) Read()
    {
        var (forms, classes) = (new Dictionary<int, string>(), new Dictionary<int, int>());
        using var reader = new StreamReader(typeof(Caseless).Assembly.GetManifestResourceStream("caseless.txt")!, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var split = line.IndexOfAny([':', '=']);
            if (line[split] == '=')
            {
                var form = string.Concat(line[(split + 1)..].Split(' ').Select(hex => new Rune(Hex(hex)).ToString()));
                foreach (var character in Characters(line[..split])) forms[character] = form;
            }
            else
            {
                var number = int.Parse(line.AsSpan(0, split), CultureInfo.InvariantCulture);
                foreach (var character in Characters(line[(split + 1)..])) classes[character] = number;
            }
        }

        return (forms.ToFrozenDictionary(), classes.ToFrozenDictionary());
    }

    private static IEnumerable<int> Characters(string ranges) => ranges.Split(' ').SelectMany(range =>
    {
        var ends = range.Split('-');
        return Enumerable.Range(Hex(ends[0]), Hex(ends[^1]) - Hex(ends[0]) + 1);
    });

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
