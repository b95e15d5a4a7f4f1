using System.Globalization;
using System.Text;

namespace DurableTeams.Json.Answers;

/// <summary>Makes JSON from models readable as .NET strings.</summary>
internal static class LenientJson
{
    private const char ByteOrderMark = '\ufeff';

    /// <summary>
    /// Removes a byte order mark in front, and replaces an escape of half a surrogate pair (<c>"\ud83d"</c> alone) by the
    /// replacement character. A model that is cut off inside an emoji writes such an escape. JSON's grammar allows it, but
    /// System.Text.Json throws when it reads the text.
    /// </summary>
    public static string Repair(string json)
    {
        json = json.TrimStart(ByteOrderMark);
        if (!json.Contains("\\ud", StringComparison.OrdinalIgnoreCase)) return json;
        var repaired = new StringBuilder(json.Length);
        var position = 0;
        while (position < json.Length)
        {
            if (json[position] != '\\' || position + 1 == json.Length)
            {
                repaired.Append(json[position++]);
                continue;
            }

            var unit = Unit(json, position);
            var paired = unit is { } high && char.IsHighSurrogate(high) && Unit(json, position + 6) is { } low
                && char.IsLowSurrogate(low);
            if (unit is { } half && char.IsSurrogate(half) && !paired)
            {
                repaired.Append("\\ufffd");
                position += 6;
                continue;
            }

            var length = paired ? 12 : 2;
            repaired.Append(json, position, length);
            position += length;
        }

        return repaired.ToString();
    }

    private static char? Unit(string json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
