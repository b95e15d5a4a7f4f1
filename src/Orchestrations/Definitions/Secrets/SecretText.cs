using System.Globalization;
using System.Net;
using System.Text;

namespace DurableTeams.Definitions.Secrets;

/// <summary>
/// Finds a secret in a text, however each of its characters is written there: as itself, escaped in JSON (also JSON within
/// JSON), percent-encoded (in either case, as a form does it, more than once), or as an HTML entity.
/// </summary>
internal sealed class SecretText
{
    private const int MaxEscapes = 64;
    private const int MaxAgain = 8;
    private const int LongestEntity = 12;
    private const int LeastOfHalf = 3;

    private readonly Rune[] _runes;

    public SecretText(string value)
    {
        Value = value;
        _runes = [.. value.EnumerateRunes()];
    }

    /// <summary>The characters that begin an escaped character.</summary>
    public const string Escapes = "\\%&";

    /// <summary>The secret.</summary>
    public string Value { get; }

    /// <summary>The end of the secret that begins at a place in a text; -1 where none begins.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The place.</param>
    /// <param name="cut">Whether the text may end in the middle of a secret: the part that is there then counts.</param>
    /// <param name="least">How many characters of a part count.</param>
    public int End(string text, int start, bool cut, int least = LeastOfHalf)
    {
        if (!MayBegin(text, start)) return -1;
        // Escapes leave only a handful of readings open at any place.
        List<int> now = [start], next = [];
        for (var i = 0; i < _runes.Length; i++)
        {
            next.Clear();
            foreach (var at in now)
            {
                if (cut && i >= least && EndsWithin(text, at)) return text.Length;
                Step(text, at, _runes[i], next);
            }

            if (next.Count == 0) return -1;
            (now, next) = (next, now);
        }

        return now.Max();
    }

    /// <summary>Whether the first characters can begin the secret; most places of a text fail here.</summary>
    private bool MayBegin(string text, int start)
    {
        var first = text[start];
        if (first is '%' or '&') return true;
        if (first != '\\')
            return first == Value[0] && (start + 1 >= text.Length || text[start + 1] == Value[1] || IsEscape(text[start + 1]));
        if (Value[0] == '\\') return true;
        var after = start;
        while (after < text.Length && text[after] == '\\' && after - start < MaxEscapes) after++;
        return after == text.Length || text[after] == 'u' || text[after] == Value[0];
    }

    private static bool IsEscape(char c) => c is '\\' or '%' or '&' or '+';

    private static bool EndsWithin(string text, int at) =>
        at == text.Length || (text.Length - at < LongestEntity && text[at] is '\\' or '%' or '&'
            && !text.AsSpan(at).ContainsAny(' ', '"', ';'));

    private static void Step(string text, int at, Rune rune, List<int> ends)
    {
        if (at >= text.Length) return;
        if (IsAt(text, at, rune)) Add(ends, at + rune.Utf16SequenceLength);
        switch (text[at])
        {
            case '+' when rune.Value == ' ':
                Add(ends, at + 1);
                break;
            case '\\':
                Json(text, at, rune, ends);
                break;
            case '%':
                Percent(text, at, rune, ends);
                break;
            case '&':
                Entity(text, at + 1, rune, ends);
                break;
        }
    }

    private static void Json(string text, int at, Rune rune, List<int> ends)
    {
        Span<char> units = stackalloc char[2];
        units = units[..rune.EncodeToUtf16(units)];
        for (var i = 0; i < units.Length; i++)
        {
            var limit = Math.Min(at + MaxEscapes, text.Length);
            while (at < limit && text[at] == '\\') at++;
            if (i == 0 && IsAt(text, at, rune)) Add(ends, at + rune.Utf16SequenceLength);
            if (at + 5 > text.Length || text[at] != 'u' || !Hex(text, at + 1, 4, out var unit) || unit != units[i]) return;
            at += 5;
        }

        Add(ends, at);
    }

    private static void Percent(string text, int at, Rune rune, List<int> ends)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var expected in bytes[..rune.EncodeToUtf8(bytes)])
        {
            if (at >= text.Length || text[at] != '%') return;
            at++;
            for (var again = 0; again < MaxAgain && string.CompareOrdinal(text, at, "25", 0, 2) == 0; again++)
            {
                at += 2;
                if (expected == '%') Add(ends, at);
            }

            if (expected == '%') return;
            if (!Hex(text, at, 2, out var found) || found != expected) return;
            at += 2;
        }

        Add(ends, at);
    }

    private static void Entity(string text, int at, Rune rune, List<int> ends)
    {
        for (var again = 0; again <= MaxAgain; again++)
        {
            var end = text.IndexOf(';', at, Math.Min(LongestEntity, text.Length - at));
            if (end < 0) return;
            if (WebUtility.HtmlDecode($"&{text.AsSpan(at, end - at)};") == rune.ToString()) Add(ends, end + 1);
            if (string.CompareOrdinal(text, at, "amp;", 0, 4) != 0) return;
            at = end + 1;
        }
    }

    private static bool IsAt(string text, int at, Rune rune) =>
        at < text.Length && Rune.TryGetRuneAt(text, at, out var found) && found == rune;

    private static bool Hex(string text, int at, int digits, out int value)
    {
        value = 0;
        return at + digits <= text.Length
            && int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private static void Add(List<int> ends, int end)
    {
        if (!ends.Contains(end)) ends.Add(end);
    }
}
