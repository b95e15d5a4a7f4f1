using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage;

/// <summary>
/// What one step does to a run, written as one: everything in it carries a key made of ids and positions, so that a step
/// done twice writes the same. Finished runs and finished member runs keep their status, output and error whatever arrives later.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="At">When the step happened.</param>
public sealed record RunChange(string RunId, DateTimeOffset At)
{
    /// <summary>The run's new status with what belongs to it; null leaves it.</summary>
    public StatusPatch? Run { get; init; }

    /// <summary>
    /// The turn that this change records, if it is to be the first to: where its answer (slot 0) is recorded already, nothing
    /// of the change is written. The answer is among <see cref="Messages"/>.
    /// </summary>
    public TurnPlace? UnlessRecorded { get; init; }

    /// <summary>Member runs that start; one that exists is left alone.</summary>
    public IReadOnlyList<MemberRunRecord> Started { get; init; } = [];

    /// <summary>Member runs that change.</summary>
    public IReadOnlyList<MemberRunPatch> Members { get; init; } = [];

    /// <summary>Messages; one whose key exists is left alone (the first recorded wins).</summary>
    public IReadOnlyList<MessageRecord> Messages { get; init; } = [];

    /// <summary>New requirements; one that exists is left alone, one of a member run that has ended is cancelled at once.</summary>
    public IReadOnlyList<RequirementRecord> Requirements { get; init; } = [];

    /// <summary>Requirements whose decision has been acted on.</summary>
    public IReadOnlyList<string> Delivered { get; init; } = [];

    /// <summary>Member runs whose pending requirements are cancelled (each writes <c>RequirementResolved</c>).</summary>
    public IReadOnlyList<string> CancelRequirementsOf { get; init; } = [];

    /// <summary>Events to append, in this order; one whose key the run already has is left out. A run that has ended gets no more.</summary>
    public IReadOnlyList<RunEventDraft> Events { get; init; } = [];

    /// <summary>
    /// What to change in the state of the run's session, a JSON object applied as a JSON Merge Patch (RFC 7396: objects merge
    /// by key, null removes a key, anything else replaces); a session without state starts from an empty object. Null changes
    /// nothing. A run that had ended before changes its session no more.
    /// </summary>
    public JsonElement? StatePatch { get; init; }

    /// <summary>The member that is now the active agent of the run's session, in the run's team; null changes nothing, nor does a run that had ended before.</summary>
    public string? ActiveAgent { get; init; }

    /// <summary>Requirements that are escalated, as of this change's time; one that was, or is not pending, is left alone.</summary>
    public IReadOnlyList<string> Escalated { get; init; } = [];

    /// <summary>
    /// Audit entries to append, each with a key; one of no requirement is left out. What the change itself does to
    /// requirements (created, escalated, delivered, cancelled) the store tells.
    /// </summary>
    public IReadOnlyList<AuditDraft> Audit { get; init; } = [];

    /// <summary>Turns to add to the session's memory; one whose member run is there already is left alone.</summary>
    public IReadOnlyList<SessionTurn> SessionTurns { get; init; } = [];
}

/// <summary>A turn by its place: the member run, and its turn (from 1).</summary>
public sealed record TurnPlace(string MemberRunId, int Turn);

/// <summary>A run's new status.</summary>
/// <param name="Status">The status.</param>
/// <param name="Output">The answer.</param>
/// <param name="Error">The error.</param>
/// <param name="OutputOf">The member run whose output is the answer, instead of <paramref name="Output"/>.</param>
public sealed record StatusPatch(RunStatus Status, string? Output = null, RunError? Error = null, string? OutputOf = null);

/// <summary>What changes in a member run; null members are left as they are.</summary>
/// <param name="MemberRunId">The member run.</param>
/// <param name="Status">Its status; a final one also sets when it ended.</param>
/// <param name="Output">Its answer.</param>
/// <param name="Error">Its error.</param>
/// <param name="Usage">What it used so far, in total.</param>
public sealed record MemberRunPatch(string MemberRunId, RunStatus? Status = null, string? Output = null, RunError? Error = null, Usage? Usage = null);
