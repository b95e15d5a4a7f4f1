using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

namespace DurableTeams.Testing.Servers;

/// <summary>The other side of notifications.</summary>
public static class Webhook
{
    /// <summary>As docs/how-to/notify-people.md tells receivers to do it.</summary>
    public static bool IsGenuine(string id, string timestamp, string signatures, string body, byte[] secret, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > 300) return false;
        var expected = Encoding.ASCII.GetBytes(
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"))));
        return signatures.Split(' ')
            .Any(given => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), expected));
    }

    public static bool IsGenuine(RecordedRequest request, string secret) => IsGenuine(
        request.Headers["webhook-id"], request.Headers["webhook-timestamp"], request.Headers["webhook-signature"], request.Body,
        Encoding.UTF8.GetBytes(secret), DateTimeOffset.UtcNow);

    /// <summary>
    /// By the library, each signature by itself: its <c>Verify</c> leaves out the last of several, and with two live keys that is
    /// the older one's. It has no clock to set either, so that what is old is for the receiver above.
    /// </summary>
    public static bool IsStandard(RecordedRequest request, string secret) =>
        request.Headers["webhook-signature"].Split(' ')
            .Any(signature => Verifies(request, signature, Encoding.UTF8.GetBytes(secret)));

    private static bool Verifies(RecordedRequest request, string signature, byte[] secret)
    {
        var headers = new HeaderDictionary
        {
            ["webhook-id"] = request.Headers["webhook-id"],
            ["webhook-timestamp"] = request.Headers["webhook-timestamp"],
            ["webhook-signature"] = signature,
        };
        try
        {
            new StandardWebhook(secret).Verify(request.Body, headers);
            return true;
        }
        catch (WebhookVerificationException)
        {
            return false;
        }
    }
}
