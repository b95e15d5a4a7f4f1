using System.Text.Json.Serialization;

namespace DurableTeams.Contracts;

/// <summary>What orchestrator code has to know of a gate; without any of it a decision is waited for, and nothing else.</summary>
/// <param name="ExpiresAt">When waiting ends.</param>
/// <param name="FailsOnExpiry">Whether that fails the member; else it counts as a rejection.</param>
/// <param name="EscalatesAt">When someone else is told.</param>
/// <param name="Notifies">Whether somebody is told at once.</param>
public sealed record GatePlan(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ExpiresAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool FailsOnExpiry = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? EscalatesAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Notifies = false)
{
    /// <summary>A gate that only waits.</summary>
    public static GatePlan Plain { get; } = new();

    /// <summary>This gate, or null where it only waits: what only waits is not written into histories.</summary>
    [JsonIgnore]
    public GatePlan? OrNull => this == Plain ? null : this;
}
