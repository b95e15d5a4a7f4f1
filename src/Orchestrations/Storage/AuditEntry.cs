using System.Text.Json;

namespace DurableTeams.Storage;

/// <summary>Something that happened to a requirement. Written once, never changed.</summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Sequence">1, 2, 3 … of the requirement.</param>
/// <param name="At">When.</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="By">Who; null for the system.</param>
/// <param name="From">Where from: <c>api</c>, <c>link</c>, <c>timer</c>, with an address where there is one.</param>
/// <param name="Data">What belongs to it.</param>
public sealed record AuditEntry(
    string RequirementId, long Sequence, DateTimeOffset At, string Action, string? By = null, string? From = null, JsonElement? Data = null);

/// <summary>An audit entry to append.</summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Key">Unique for the requirement: appending twice is appending once. Null appends always.</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="By">Who; null for the system.</param>
/// <param name="From">Where from.</param>
/// <param name="Data">What belongs to it.</param>
public sealed record AuditDraft(string RequirementId, string? Key, string Action, string? By = null, string? From = null, JsonElement? Data = null);

/// <summary>What happens to requirements.</summary>
public static class AuditActions
{
#pragma warning disable CS1591 // the names say it
    public const string Created = "created";
    public const string Notified = "notified";
    public const string Viewed = "viewed";
    public const string Approved = "approved";
    public const string Decided = "decided";
    public const string Escalated = "escalated";
    public const string Delivered = "delivered";
    public const string Executed = "executed";
    public const string Refused = "refused";
#pragma warning restore CS1591
}
