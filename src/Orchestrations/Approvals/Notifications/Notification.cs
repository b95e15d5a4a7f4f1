using System.Globalization;
using System.Text;
using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Approvals.Notifications;

/// <summary>The body of a notification.</summary>
/// <param name="Type"><c>requirement.created</c> or <c>requirement.escalated</c>.</param>
/// <param name="At">When the requirement was created or escalated.</param>
/// <param name="Requirement">The requirement as it is now.</param>
internal sealed record Notification(string Type, DateTimeOffset At, RequirementView Requirement)
{
    public static Notification Of(RequirementRecord requirement, RequirementView view, bool escalated) => escalated
        ? new Notification("requirement.escalated", requirement.EscalatedAt ?? requirement.CreatedAt, view)
        : new Notification("requirement.created", requirement.CreatedAt, view);

    /// <summary>
    /// The id of a delivery, the same for every attempt, so that the receiver can detect a repetition. It holds no dot, since
    /// dots separate the signed parts.
    /// </summary>
    public static string DeliveryId(string requirementId, bool escalated) =>
        $"{requirementId.Replace('.', '_')}-{(escalated ? "escalated" : "created")}";

    /// <summary>The body as bytes.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ContractJson.Answers);

    /// <summary>The headers of Standard Webhooks, with a signature of each key.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Headers(
        string deliveryId, byte[] body, WebhookKeys keys, DateTimeOffset now)
    {
        yield return new("webhook-id", deliveryId);
        yield return new("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        yield return new("Idempotency-Key", deliveryId);
        if (keys.All.Count == 0) yield break;
        var text = Encoding.UTF8.GetString(body);
        yield return new("webhook-signature", string.Join(' ', keys.All.Select(key => key.SignWebhook(deliveryId, now, text))));
    }
}
