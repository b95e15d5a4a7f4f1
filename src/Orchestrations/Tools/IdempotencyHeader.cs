using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DurableTeams.Tools;

/// <summary>The header that tells a tool's server that it sees a call again.</summary>
internal static class IdempotencyHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "Idempotency-Key";

    private const int MaxLength = 256;
    private const int CutAt = MaxLength - 65;
    private const char Cut = '~';

    /// <summary>
    /// The key as a header can carry it. Its last part is a call id, which models make up. Characters outside visible ASCII are
    /// percent-encoded as UTF-8; all others stay. A key that is then longer than 256 characters is cut, and the SHA-256 of the
    /// whole key follows. Equal keys stay equal, so every attempt carries the same key. Different keys stay different, since
    /// <see cref="KeyIdOf"/> has removed everything that reads like an encoded character.
    /// </summary>
    public static string Encode(string key)
    {
        var encoded = new StringBuilder(key.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(key))
        {
            if (IsPlain(unit)) encoded.Append((char)unit);
            else encoded.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        if (encoded.Length < MaxLength || (encoded.Length == MaxLength && encoded[CutAt] != Cut)) return encoded.ToString();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return $"{encoded.ToString(0, CutAt)}{Cut}{hash}";
    }

    /// <summary>
    /// The part of the key that stands for a call id, so that <c>é</c> and <c>%C3%A9</c> give two keys: a percent sign that
    /// reads like the beginning of an encoded character becomes <c>%25</c>. Null where the id has no such sign, as nearly
    /// always.
    /// </summary>
    public static string? KeyIdOf(string callId)
    {
        StringBuilder? escaped = null;
        for (var at = callId.Length - 3; at >= 0; at--)
        {
            if (callId[at] == '%' && IsUpperHex(callId[at + 1]) && IsUpperHex(callId[at + 2])
                && byte.Parse(callId.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is var unit
                    && (!IsPlain(unit) || unit == '%'))
                escaped = (escaped ?? new StringBuilder(callId)).Insert(at + 1, "25");
        }

        return escaped?.ToString();
    }

    private static bool IsPlain(byte unit) => unit is > 0x20 and < 0x7F;

    private static bool IsUpperHex(char c) => c is (>= '0' and <= '9') or (>= 'A' and <= 'F');
}
