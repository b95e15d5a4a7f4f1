using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>
/// Texts, numbers and times as parts of keys, made of characters that keys and addresses allow, and no longer than a key may
/// be.
/// </summary>
internal static class KeyText
{
    /// <summary>Stands between the parts of a key; no part contains it.</summary>
    public const char Separator = '_';

    private const char Escape = '~';
    private const int MaxLength = 150;

    /// <summary>A text: readable where it is plain, its hash where it is long.</summary>
    public static string Of(string text)
    {
        if (text.Length <= MaxLength && text.All(IsPlain)) return text;
        var key = new StringBuilder();
        foreach (var c in text)
        {
            if (key.Length > MaxLength) return $"{Escape}{Hash(text)}";
            if (IsPlain(c)) key.Append(c);
            else key.Append(Escape).Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }

        return key.Length > MaxLength ? $"{Escape}{Hash(text)}" : key.ToString();
    }

    /// <summary>A hash of a text, 128 bits of it.</summary>
    public static string Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    /// <summary>A hash of bytes, 128 bits of it.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));

    /// <summary>A number, so that keys sort as the numbers do.</summary>
    public static string Of(int number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        return (char)('a' + digits.Length) + digits;
    }

    /// <summary>A number of fixed length.</summary>
    public static string Of(long number) => number.ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>A time, so that the newest sorts first.</summary>
    public static string NewestFirst(DateTimeOffset time) => Of(long.MaxValue - time.UtcTicks);

    /// <summary>Parts to one key.</summary>
    public static string Join(params ReadOnlySpan<string?> parts) => string.Join(Separator, parts);

    /// <summary>The end of the range of keys that begin with this one and the separator.</summary>
    public static string After(string prefix) => prefix + (char)(Separator + 1);

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-';
}
