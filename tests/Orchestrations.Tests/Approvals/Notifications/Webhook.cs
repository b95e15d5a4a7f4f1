using System.Security.Cryptography;
using System.Text;
using DurableTeams.Orchestrations.Tests.Tools;

namespace DurableTeams.Orchestrations.Tests.Approvals.Notifications;

/// <summary>The other side of notifications.</summary>
internal static class Webhook
{
    /// <summary>As docs/approvals.md tells receivers to do it.</summary>
    public static bool IsGenuine(string id, string timestamp, string signatures, string body, byte[] secret, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > 300) return false;
        var expected = Encoding.ASCII.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"))));
        return signatures.Split(' ').Any(given => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), expected));
    }

    public static bool IsGenuine(RecordedRequest request, string secret) => IsGenuine(
        request.Headers["webhook-id"], request.Headers["webhook-timestamp"], request.Headers["webhook-signature"], request.Body, Encoding.UTF8.GetBytes(secret), DateTimeOffset.UtcNow);
}
