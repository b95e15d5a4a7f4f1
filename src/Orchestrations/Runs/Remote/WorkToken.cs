using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DurableTeams.Approvals.Links;

namespace DurableTeams.Runs.Remote;

/// <summary>The secrets of attempts. Only their hashes are kept.</summary>
internal static class WorkToken
{
    private const int Bytes = 32;

    /// <summary>A new token: 256 random bits.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>
    /// The token of an attempt that is sent to an address: every request of the attempt has the same, and nobody without the key
    /// can make it.
    /// </summary>
    public static string OfPush(SigningKey key, string workId, int number)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Base64Url.EncodeToString(key.Sign(FormattableString.Invariant($"durableteams-work-1\n{workId}\n{number}")));
    }

    /// <summary>Lower-case hex SHA-256 of a token.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
