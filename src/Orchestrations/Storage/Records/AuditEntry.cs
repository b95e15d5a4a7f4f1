using System.Text.Json;

namespace DurableTeams.Storage.Records;

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
    /// <summary>It was asked; the store tells it.</summary>
    public const string Created = "created";

    /// <summary>Somebody was told of it.</summary>
    public const string Notified = "notified";

    /// <summary>It was still undecided when others were to be told; the store tells it.</summary>
    public const string Escalated = "escalated";

    /// <summary>Somebody looked at it.</summary>
    public const string Viewed = "viewed";

    /// <summary>Somebody approved, and more have to, or filled in some of the fields; the store tells it.</summary>
    public const string Approved = "approved";

    /// <summary>It was decided, or expired; the store tells it, with the decision and what came with it.</summary>
    public const string Decided = "decided";

    /// <summary>Nobody needs to decide any more; the store tells it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It was cancelled with a run that was retried, and is asked again; the store tells it.</summary>
    public const string Reopened = "reopened";

    /// <summary>The orchestration acted on the decision; the store tells it.</summary>
    public const string Delivered = "delivered";

    /// <summary>The tool ran.</summary>
    public const string Executed = "executed";

    /// <summary>The tool did not run, because what was to run is not what was approved, or is gone.</summary>
    public const string Refused = "refused";
}
