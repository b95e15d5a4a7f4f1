using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DurableTeams.Approvals.Links;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Json;

namespace DurableTeams.Runs.Callbacks;

/// <summary>
/// Seals callbacks, since histories of orchestrations hold no secrets (AES-256-GCM, bound to the run). The keys are those of
/// links, which no receiver knows; where there are none, those of notifications. A service seals and an activity opens: no
/// orchestrator does either.
/// </summary>
internal sealed class CallbackSeal(LinkKeys links, WebhookKeys webhooks)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Whether there is a key.</summary>
    public bool IsPossible => Keys.Count > 0;

    private IReadOnlyList<SigningKey> Keys => links.All.Count > 0 ? links.All : webhooks.All;

    /// <summary>The callback as text.</summary>
    public string Close(string runId, RunCallback callback)
    {
        var key = Keys[0];
        var plain = JsonSerializer.SerializeToUtf8Bytes(callback, ContractJson.Compact);
        var text = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = text.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(Secret(key), TagBytes);
        cipher.Encrypt(
            nonce, plain, text.AsSpan(NonceBytes, plain.Length), text.AsSpan(NonceBytes + plain.Length),
            Encoding.UTF8.GetBytes(runId));
        return key.Id + "." + Convert.ToBase64String(text);
    }

    /// <summary>The callback of a text; null where its key is gone, or it is another run's.</summary>
    public RunCallback? Open(string runId, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || Keys.FirstOrDefault(key => key.Id == text[..dot]) is not { } known) return null;
        try
        {
            var bytes = Convert.FromBase64String(text[(dot + 1)..]).AsSpan();
            if (bytes.Length < NonceBytes + TagBytes) return null;
            var plain = new byte[bytes.Length - NonceBytes - TagBytes];
            using var cipher = new AesGcm(Secret(known), TagBytes);
            cipher.Decrypt(
                bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], plain, Encoding.UTF8.GetBytes(runId));
            return JsonSerializer.Deserialize<RunCallback>(plain, ContractJson.Compact);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }

    private static byte[] Secret(SigningKey key) => key.Sign("callbacks of runs");
}
