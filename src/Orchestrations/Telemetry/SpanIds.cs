using System.Security.Cryptography;
using System.Text;

namespace DurableTeams.Telemetry;

/// <summary>Span ids made of what they are the spans of, so that every process and every replay gives the same ones.</summary>
public static class SpanIds
{
    /// <summary>The span of a run or an agent run: <paramref name="id"/> is its id.</summary>
    public static string Of(string id) => Of(id, string.Empty);

    /// <summary>The span of a part of an agent run, such as <c>m3</c> (its third model call) or <c>t3.0</c> (that turn's first call).</summary>
    public static string Of(string id, string part)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{part}"), hash);
        // All zeros is no span id.
        hash[7] |= 1;
        return Convert.ToHexStringLower(hash[..8]);
    }
}
