using System.Text.Json;

namespace DurableTeams.Storage;

/// <summary>Something that happened to a requirement: appended, never changed.</summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Sequence">1, 2, 3 … of the requirement.</param>
/// <param name="At">When.</param>
/// <param name="What">One of <see cref="AuditWhat"/>.</param>
/// <param name="Who">The person, if it was one.</param>
/// <param name="From">From where they did it.</param>
/// <param name="Data">What belongs to it, a JSON object.</param>
public sealed record AuditRecord(string RequirementId, long Sequence, DateTimeOffset At, string What, string? Who, string? From, JsonElement? Data);

/// <summary>Something to append to a requirement's audit. The store gives it its sequence number.</summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Key">Unique among the requirement's: what makes appending twice appending once. Null appends whenever it is asked to.</param>
/// <param name="What">One of <see cref="AuditWhat"/>.</param>
/// <param name="Who">The person, if it was one.</param>
/// <param name="From">From where they did it.</param>
/// <param name="Data">What belongs to it, a JSON object.</param>
/// <param name="At">When; the change's time where null.</param>
public sealed record AuditDraft(string RequirementId, string? Key, string What, string? Who = null, string? From = null, JsonElement? Data = null, DateTimeOffset? At = null);

/// <summary>What an audit tells.</summary>
public static class AuditWhat
{
    /// <summary>It was asked; the store tells it.</summary>
    public const string Created = "created";

    /// <summary>Somebody was told of it.</summary>
    public const string Notified = "notified";

    /// <summary>It was still undecided when others were to be told; the store tells it.</summary>
    public const string Escalated = "escalated";

    /// <summary>Somebody looked at it.</summary>
    public const string Viewed = "viewed";

    /// <summary>Somebody approved, and more have to; the store tells it.</summary>
    public const string Approved = "approved";

    /// <summary>It was decided, or expired; the store tells it, with the decision and what came with it.</summary>
    public const string Decided = "decided";

    /// <summary>Nobody needs to decide any more; the store tells it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It was cancelled with a run that was retried, and is asked again; the store tells it.</summary>
    public const string Reopened = "reopened";

    /// <summary>The orchestration acted on the decision; the store tells it.</summary>
    public const string Delivered = "delivered";

    /// <summary>The tool ran, or was refused.</summary>
    public const string Executed = "executed";
}
