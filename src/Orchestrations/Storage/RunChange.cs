using System.Text.Json;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.Storage;

/// <summary>
/// What one step does to a run, written in one transaction. Every part has a key made of ids and positions, so a repeated step
/// writes the same rows. Runs and member runs that have ended keep their status, output and error, whatever arrives later.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="At">When the step happened.</param>
public sealed record RunChange(string RunId, DateTimeOffset At)
{
    /// <summary>The run's new status with its output or error; null leaves the status.</summary>
    public StatusPatch? Run { get; init; }

    /// <summary>
    /// The turn that this change records, if no other change may have recorded it. Where the turn's answer (slot 0) is recorded
    /// already, nothing of the change is written. The answer is in <see cref="Messages"/>.
    /// </summary>
    public TurnPlace? UnlessRecorded { get; init; }

    /// <summary>Member runs that start; an existing one stays as it is.</summary>
    public IReadOnlyList<MemberRunRecord> Started { get; init; } = [];

    /// <summary>Member runs that change.</summary>
    public IReadOnlyList<MemberRunPatch> Members { get; init; } = [];

    /// <summary>Messages. A message whose key exists stays as it is: the first recorded one wins.</summary>
    public IReadOnlyList<MessageRecord> Messages { get; init; } = [];

    /// <summary>
    /// New requirements. An existing one stays as it is; one of a member run that has ended is cancelled at once.
    /// </summary>
    public IReadOnlyList<RequirementRecord> Requirements { get; init; } = [];

    /// <summary>Requirements whose decision the orchestration has acted on.</summary>
    public IReadOnlyList<string> Delivered { get; init; } = [];

    /// <summary>Member runs whose pending requirements are cancelled (each writes <c>RequirementResolved</c>).</summary>
    public IReadOnlyList<string> CancelRequirementsOf { get; init; } = [];

    /// <summary>
    /// Events to append, in this order. An event whose key exists is left out. A run that has ended gets no more events.
    /// </summary>
    public IReadOnlyList<RunEventDraft> Events { get; init; } = [];

    /// <summary>
    /// The change of the session's state: a JSON object, applied as a JSON Merge Patch (RFC 7396: objects merge by key, null
    /// removes a key, anything else replaces). A session without state starts from an empty object. Null changes nothing. A run
    /// that had ended before does not change its session any more.
    /// </summary>
    public JsonElement? StatePatch { get; init; }

    /// <summary>
    /// The member that becomes the active agent of the run's session, in the run's team. Null changes nothing, and neither does
    /// a run that had ended before.
    /// </summary>
    public string? ActiveAgent { get; init; }

    /// <summary>
    /// Requirements that are escalated at this change's time. One that is escalated already, or not pending, stays as it is.
    /// </summary>
    public IReadOnlyList<string> Escalated { get; init; } = [];

    /// <summary>
    /// Audit entries to append, each with a key; an entry of an unknown requirement is left out. The store itself writes the
    /// entries for what the change does to requirements (created, escalated, delivered, cancelled).
    /// </summary>
    public IReadOnlyList<AuditDraft> Audit { get; init; } = [];

    /// <summary>
    /// Work to offer to other processes. Work that is there stays as it is, unless it ended without an output in an earlier
    /// attempt of the run: then it is offered again.
    /// </summary>
    public IReadOnlyList<WorkRecord> Work { get; init; } = [];

    /// <summary>Work whose orchestration has learned of this many changes.</summary>
    public IReadOnlyList<WorkHeard> WorkHeard { get; init; } = [];

    /// <summary>Turns to add to the session's history; a turn whose member run is there already stays as it is.</summary>
    public IReadOnlyList<SessionTurn> SessionTurns { get; init; } = [];
}

/// <summary>What the orchestration of work has learned.</summary>
/// <param name="WorkId">The work.</param>
/// <param name="Told">How many of its changes.</param>
public sealed record WorkHeard(string WorkId, int Told);

/// <summary>A turn by its place: the member run, and its turn (from 1).</summary>
public sealed record TurnPlace(string MemberRunId, int Turn);

/// <summary>A run's new status.</summary>
/// <param name="Status">The status.</param>
/// <param name="Output">The answer.</param>
/// <param name="Error">The error.</param>
/// <param name="OutputOf">The member run whose output is the answer, instead of <paramref name="Output"/>.</param>
public sealed record StatusPatch(RunStatus Status, string? Output = null, RunError? Error = null, string? OutputOf = null);

/// <summary>Changes of a member run; null values change nothing.</summary>
/// <param name="MemberRunId">The member run.</param>
/// <param name="Status">The status; a final one also sets the end.</param>
/// <param name="Output">The answer.</param>
/// <param name="Error">The error.</param>
/// <param name="Usage">The total usage so far.</param>
public sealed record MemberRunPatch(
    string MemberRunId, RunStatus? Status = null, string? Output = null, RunError? Error = null, Usage? Usage = null);
