using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Admission;

/// <summary>The function key, where the program was given one.</summary>
internal sealed class FunctionKey
{
    private readonly byte[]? _hash;

    /// <summary>A key, or none.</summary>
    public FunctionKey(string? key) => _hash = key is null ? null : Hash(key);

    /// <summary>Whether there is no key.</summary>
    public bool IsNone => _hash is null;

    /// <summary>
    /// Whether a request carries the key, in <c>x-functions-key</c>, <c>?code=</c> or <c>Authorization: Bearer</c>; always where
    /// there is none.
    /// </summary>
    public bool Admits(HttpRequest request)
    {
        if (_hash is null) return true;
        string? given = request.Headers["x-functions-key"];
        if (string.IsNullOrEmpty(given)) given = request.Query["code"];
        if (string.IsNullOrEmpty(given)) given = Bearer(request.Headers.Authorization.ToString());

        return Is(given);
    }

    /// <summary>Whether a text is the key; never where there is none.</summary>
    // Hashes are of one length, so the time tells nothing of the key, its length neither.
    public bool Is(string? given) =>
        _hash is not null && !string.IsNullOrEmpty(given) && CryptographicOperations.FixedTimeEquals(Hash(given), _hash);

    /// <summary>A text that changes with the key and does not tell it; empty where there is none.</summary>
    public string Mark => _hash is null ? "" : Convert.ToHexStringLower(SHA256.HashData(_hash))[..16];

    // Clients of protocols send a key so: those of OpenAI, MCP and A2A.
    private static string? Bearer(string header) =>
        header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
