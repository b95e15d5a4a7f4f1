using System.Text.Json;

namespace DurableTeams.Storage.Records;

/// <summary>Something that happened to a requirement. Written once, never changed.</summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Sequence">The entry's number in the requirement: 1, 2, 3 …</param>
/// <param name="At">When it happened.</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="By">The person; null for the system.</param>
/// <param name="From">The channel: <c>api</c>, <c>code</c>, <c>link</c> or <c>timer</c>, with an address where there is
/// one.</param>
/// <param name="Data">The details, by action.</param>
public sealed record AuditEntry(
    string RequirementId, long Sequence, DateTimeOffset At, string Action, string? By = null, string? From = null,
    JsonElement? Data = null);

/// <summary>An audit entry to append.</summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Key">Unique for the requirement: a repeated draft appends nothing. A draft without a key always
/// appends.</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="By">The person; null for the system.</param>
/// <param name="From">The channel.</param>
/// <param name="Data">The details, by action.</param>
public sealed record AuditDraft(
    string RequirementId, string? Key, string Action, string? By = null, string? From = null, JsonElement? Data = null);

/// <summary>What happens to requirements.</summary>
public static class AuditActions
{
    /// <summary>The requirement was created; the store writes this entry.</summary>
    public const string Created = "created";

    /// <summary>An address was notified.</summary>
    public const string Notified = "notified";

    /// <summary>The requirement was escalated; the store writes this entry.</summary>
    public const string Escalated = "escalated";

    /// <summary>Somebody looked at the requirement.</summary>
    public const string Viewed = "viewed";

    /// <summary>One approval of a quorum, or some of the fields were filled in; the store writes this entry.</summary>
    public const string Approved = "approved";

    /// <summary>
    /// The requirement was decided, or expired; the store writes this entry, with the decision and its parts.
    /// </summary>
    public const string Decided = "decided";

    /// <summary>No decision is needed any more; the store writes this entry.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>
    /// The requirement was cancelled with a failed run and is pending again after a retry; the store writes this entry.
    /// </summary>
    public const string Reopened = "reopened";

    /// <summary>The orchestration acted on the decision; the store writes this entry.</summary>
    public const string Delivered = "delivered";

    /// <summary>The tool ran.</summary>
    public const string Executed = "executed";

    /// <summary>The tool did not run, because the call differs from the approved one, or the tool is missing.</summary>
    public const string Refused = "refused";
}
