using System.Text.Json.Serialization;

namespace DurableTeams.Contracts;

/// <summary>What orchestrator code must know of a gate. A gate without any of it only waits for a decision.</summary>
/// <param name="ExpiresAt">When the wait ends without a decision.</param>
/// <param name="FailsOnExpiry">Whether the expiry fails the member; else it counts as a rejection.</param>
/// <param name="EscalatesAt">When the requirement is escalated.</param>
/// <param name="Notifies">Whether an address is notified at once.</param>
internal sealed record GatePlan(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ExpiresAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool FailsOnExpiry = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? EscalatesAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Notifies = false)
{
    /// <summary>A gate that only waits.</summary>
    public static GatePlan Plain { get; } = new();

    /// <summary>This gate, or null where it only waits, so that histories hold nothing for such a gate.</summary>
    [JsonIgnore]
    public GatePlan? OrNull => this == Plain ? null : this;
}
