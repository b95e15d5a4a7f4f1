using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DurableTeams.Tools;

/// <summary>The value of the <c>Idempotency-Key</c> header.</summary>
internal static class IdempotencyHeader
{
    private const int MaxLength = 256;

    /// <summary>
    /// The key as a header can carry it. Its last part is a call id, which models make up: characters outside visible
    /// ASCII are percent-encoded as UTF-8, all others stay; a key that is longer than 256 characters then is cut, with
    /// the SHA-256 of the whole behind it. Equal keys stay equal, so every attempt still carries the same one.
    /// </summary>
    public static string Encode(string key)
    {
        var encoded = new StringBuilder(key.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(key))
        {
            if (unit is > 0x20 and < 0x7F) encoded.Append((char)unit);
            else encoded.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        if (encoded.Length <= MaxLength) return encoded.ToString();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return $"{encoded.ToString(0, MaxLength - hash.Length - 1)}~{hash}";
    }
}
