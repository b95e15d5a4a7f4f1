using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DurableTeams.Json;
using StandardWebhooks;

namespace DurableTeams.Approvals.Links;

/// <summary>A secret with a public id.</summary>
[DebuggerDisplay("{Id}")]
public sealed partial class SigningKey
{
    private const int MinSecret = 16;
    private const string Encoded = "whsec_";

    private readonly byte[] _secret;

    /// <summary>Makes the key.</summary>
    public SigningKey(string id, byte[] secret)
    {
        Id = id;
        _secret = secret;
    }

    /// <summary>The id of the key.</summary>
    public string Id { get; }

    /// <summary>HMAC-SHA256 of the text.</summary>
    public byte[] Sign(string text) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(text));

    /// <summary>The signature of a notification as Standard Webhooks have it: <c>v1,</c> and base64.</summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="at">The time of sending; whole seconds are signed.</param>
    /// <param name="body">The body.</param>
    public string SignWebhook(string deliveryId, DateTimeOffset at, string body) =>
        new StandardWebhook(_secret).Sign(deliveryId, at, body);

    /// <summary>
    /// Reads keys, <c>id:secret</c> separated by commas. A secret that begins with <c>whsec_</c> is base64 after that prefix.
    /// </summary>
    /// <exception cref="SettingException">The text is not a list of keys; the message holds nothing of a secret.</exception>
    public static IReadOnlyList<SigningKey> ParseAll(string setting, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<SigningKey> keys = [];
        foreach (var (i, part) in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Index())
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !IdPattern().IsMatch(part.AsSpan(0, colon)))
                throw new SettingException(setting, $"key {i + 1} must be id:secret, its id 1 to 32 letters, digits, _ or -.");
            var secret = SecretOf(part[(colon + 1)..])
                ?? throw new SettingException(setting, $"the secret of key {i + 1} is not base64 after {Encoded}.");
            var key = new SigningKey(part[..colon], secret);
            if (key._secret.Length < MinSecret)
                throw new SettingException(setting, $"the secret of key {i + 1} must have at least {MinSecret} bytes.");
            if (keys.Exists(other => other.Id == key.Id)) throw new SettingException(setting, $"two keys are called {key.Id}.");
            keys.Add(key);
        }

        return keys.Count > 0 ? keys : throw new SettingException(setting, "holds no key; write id:secret, or remove it.");
    }

    /// <summary>A new key in the form that <see cref="ParseAll"/> reads.</summary>
    public static string Generate()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        return $"k{id}:{Encoded}{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
    }

    private static byte[]? SecretOf(string text)
    {
        if (!text.StartsWith(Encoded, StringComparison.Ordinal)) return Encoding.UTF8.GetBytes(text);
        var secret = new byte[text.Length];
        return Convert.TryFromBase64String(text[Encoded.Length..], secret, out var length) ? secret[..length] : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
