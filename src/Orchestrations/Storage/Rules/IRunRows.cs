using System.Text.Json;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.Storage.Rules;

/// <summary>
/// The rows of one run inside one write of a store. <see cref="RunRules"/> reads the rows that a change needs, and writes the
/// rows that the change makes. A store implements this interface and decides nothing. All calls belong to one transaction, and
/// a read sees the writes before it.
/// </summary>
public interface IRunRows
{
    /// <summary>The state of the run, with the writes so far.</summary>
    RunStanding Run { get; }

    /// <summary>Whether the answer of this turn is known to be recorded.</summary>
    bool IsRecorded(TurnPlace turn);

    /// <summary>Whether an event with this key is known to be recorded.</summary>
    bool IsRecorded(string eventKey);

    /// <summary>The work of a member run; null where it has none.</summary>
    WorkRecord? FindWork(string memberRunId);

    /// <summary>Writes work, new or known.</summary>
    void Write(WorkRecord work);

    /// <summary>The state of a member run; null where there is none.</summary>
    MemberRunStanding? FindMemberRun(string memberRunId);

    /// <summary>All member runs, with at least id, parent and status.</summary>
    IReadOnlyCollection<MemberRunRecord> ListMemberRuns();

    /// <summary>A requirement; null where the run has none of this id.</summary>
    RequirementRecord? FindRequirement(string requirementId);

    /// <summary>The requirements of a member run that have this status, oldest first.</summary>
    IReadOnlyList<RequirementRecord> ListRequirements(string memberRunId, RequirementStatus status);

    /// <summary>The ids of the run's pending requirements, oldest first.</summary>
    IReadOnlyList<string> ListPendingIds();

    /// <summary>
    /// Writes the run's status, output and error. An output or error that is null stays as it was. If a member run's output is
    /// named, it wins over a given output.
    /// </summary>
    /// <param name="patch">The new values.</param>
    /// <param name="completedAt">When the run ended; null where it goes on.</param>
    void WriteRun(StatusPatch patch, DateTimeOffset? completedAt);

    /// <summary>Writes that the run is paused, and the number of the pause.</summary>
    void WritePause(int pause);

    /// <summary>
    /// Writes that the run is pending again, one attempt later, without error, output, end and request to cancel.
    /// </summary>
    void WriteRetry();

    /// <summary>Writes that somebody asked to cancel the run.</summary>
    void WriteCancelRequest(string? reason, DateTimeOffset at);

    /// <summary>Writes when the run changed, unless it changed later.</summary>
    void Touch(DateTimeOffset at);

    /// <summary>Adds a member run, unless one has its id.</summary>
    void Add(MemberRunRecord started);

    /// <summary>Adds a message, unless its place is taken.</summary>
    void Add(MessageRecord message);

    /// <summary>Adds a requirement; returns false and writes nothing where one has its id.</summary>
    bool Add(RequirementRecord asked);

    /// <summary>Adds a turn to the session's history, unless its member run has one.</summary>
    void Add(SessionTurn turn);

    /// <summary>Writes an existing member run.</summary>
    void Write(MemberRunUpdate update);

    /// <summary>Writes an existing requirement.</summary>
    void Write(RequirementRecord requirement);

    /// <summary>Appends events in this order; one whose key the run has is left out.</summary>
    /// <param name="at">The time of events that have none.</param>
    /// <param name="events">The events.</param>
    void Append(DateTimeOffset at, params IReadOnlyList<RunEventDraft> events);

    /// <summary>Appends an audit entry, unless its key is there; one of no requirement is left out.</summary>
    void Append(DateTimeOffset at, AuditDraft entry);

    /// <summary>Changes the state of the run's session by a JSON Merge Patch, and its active agent; null leaves either.</summary>
    void ChangeSession(JsonElement? statePatch, string? activeAgent);
}

/// <summary>The state of a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Status">Its status.</param>
/// <param name="Pauses">How often it was paused.</param>
/// <param name="Attempt">How often it was retried.</param>
/// <param name="CancelRequested">Whether somebody asked to cancel it.</param>
public readonly record struct RunStanding(string RunId, RunStatus Status, int Pauses, int Attempt, bool CancelRequested);

/// <summary>The state of a member run.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Usage">What it used so far.</param>
public sealed record MemberRunStanding(RunStatus Status, Usage Usage);

/// <summary>The changes of a member run.</summary>
/// <param name="MemberRunId">The member run.</param>
/// <param name="Status">Its status; null leaves status, output, error and end as they are.</param>
public sealed record MemberRunUpdate(string MemberRunId, RunStatus? Status)
{
    /// <summary>Its output; null leaves it.</summary>
    public string? Output { get; init; }

    /// <summary>Its error; null leaves it, unless <see cref="ClearsError"/>.</summary>
    public RunError? Error { get; init; }

    /// <summary>Whether the error is removed.</summary>
    public bool ClearsError { get; init; }

    /// <summary>When it ended; null where it goes on.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>What it used so far; null leaves it.</summary>
    public Usage? Usage { get; init; }
}
