using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Storage.Records;

/// <summary>A question to a person: a gated tool call that waits for its decision.</summary>
public sealed record RequirementRecord
{
    /// <summary>The id, made of the member run, the turn and the call's index (see <see cref="RunIds"/>).</summary>
    public required string RequirementId { get; init; }

    /// <summary>The kind of the requirement.</summary>
    public RequirementKind Kind { get; init; }

    /// <summary>The status.</summary>
    public RequirementStatus Status { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The run's team.</summary>
    public required string TeamId { get; init; }

    /// <summary>The member run that waits; its instance waits for the event of this requirement's id.</summary>
    public required string MemberRunId { get; init; }

    /// <summary>The member.</summary>
    public required string MemberId { get; init; }

    /// <summary>The ids from the run's team down to the member.</summary>
    public required IReadOnlyList<string> MemberPath { get; init; }

    /// <summary>The place of the call.</summary>
    public required CallReference Call { get; init; }

    /// <summary>The call, with the model's arguments.</summary>
    public required StoredCall Tool { get; init; }

    /// <summary>Whether the decision may replace the arguments.</summary>
    public bool AllowEdit { get; init; }

    /// <summary>The arguments that the decision put in place of the model's.</summary>
    public JsonElement? EditedArguments { get; init; }

    /// <summary>
    /// SHA-256 (see <see cref="CanonicalJson"/>) of the arguments that may run: the model's, or the edited ones.
    /// </summary>
    public string? ArgumentsHash { get; init; }

    /// <summary>The fields that a person fills in: top-level properties of the arguments.</summary>
    public IReadOnlyList<InputField>? InputFields { get; init; }

    /// <summary>The values filled in so far, a JSON object by field.</summary>
    public JsonElement? Values { get; init; }

    /// <summary>The result that somebody brought, text or any JSON.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>The error that somebody brought instead of a result.</summary>
    public string? ResultError { get; init; }

    /// <summary>The moment from which the requirement cannot be decided any more.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the requirement was escalated.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>How many people have to approve.</summary>
    public int Quorum { get; init; } = 1;

    /// <summary>Who approved so far, in order.</summary>
    public IReadOnlyList<ApprovalGiven> Given { get; init; } = [];

    /// <summary>
    /// The decision, one of <see cref="DecisionKinds"/>; null while the requirement is pending, also with part of a quorum.
    /// </summary>
    public string? Decision { get; init; }

    /// <summary>The person's note.</summary>
    public string? Note { get; init; }

    /// <summary>Who decided.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>When the requirement was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the requirement was decided.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>The number of the run's pause (1, 2, …) that the decision ended; null where it ended none.</summary>
    public int? EndedPause { get; init; }

    /// <summary>
    /// Why the system asks, where it knows more than that the tool is gated: of an unknown outcome what became of the call. At
    /// most 1,000 characters; null in records of earlier versions.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>How often the call was tried before it was asked about; null where it was not made yet.</summary>
    public int? Attempts { get; init; }

    /// <summary>What another process asks, or what is asked about its work; null for a tool call.</summary>
    public WorkQuestion? Work { get; init; }

    /// <summary>Whether the orchestration has acted on the decision.</summary>
    public bool Delivered { get; init; }
}

/// <summary>What a requirement has to do with the work of a remote member.</summary>
/// <param name="AskId">The worker's own id of its question; null where the question is what became of the work.</param>
/// <param name="Note">What the worker, or the system, tells the person.</param>
public sealed record WorkQuestion(string? AskId, string? Note);

/// <summary>The kinds of requirements.</summary>
public enum RequirementKind
{
    /// <summary>Approve or reject.</summary>
    Confirmation,

    /// <summary>A person fills in fields.</summary>
    UserInput,

    /// <summary>Somebody elsewhere makes the call and brings the result.</summary>
    ExternalExecution,

    /// <summary>A call that must not be made twice may have been made: retry, skip or reject.</summary>
    UnknownOutcome,
}

/// <summary>A field that a person fills in.</summary>
/// <param name="Name">The property of the arguments.</param>
/// <param name="Type">The JSON type, as the schema says; <c>string</c> where the schema names none.</param>
/// <param name="Description">The description of the property.</param>
public sealed record InputField(string Name, string Type, string? Description = null)
{
    /// <summary>Whether the field must be filled in; null in records of earlier versions, where every field must be.</summary>
    public bool? Required { get; init; }

    /// <summary>The values that the field may have, scalars; null where the schema lists none, or too many to show.</summary>
    [JsonPropertyName("enum"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonElement>? Choices { get; init; }

    /// <summary>Whether the field may be left out.</summary>
    internal bool Optional => Required == false;
}

/// <summary>An approval of a quorum.</summary>
/// <param name="By">The person; empty where no name was given.</param>
/// <param name="At">When the person approved.</param>
public sealed record ApprovalGiven(string By, DateTimeOffset At)
{
    /// <summary>The platform's principal id, where the platform signed the person in.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>The person who approved.</summary>
    internal DurableTeams.Storage.Rules.Person Person => new(By, PrincipalId);
}

/// <summary>The status of a requirement.</summary>
public enum RequirementStatus
{
    /// <summary>Undecided.</summary>
    Pending,

    /// <summary>The tool may run.</summary>
    Approved,

    /// <summary>The tool may not run.</summary>
    Rejected,

    /// <summary>No decision is needed any more.</summary>
    Cancelled,

    /// <summary>Answered with values or a result.</summary>
    Answered,

    /// <summary>Nobody decided in time.</summary>
    Expired,
}

/// <summary>A decision to take, already checked against the requirement's kind and the tool's schema.</summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Decision">One of <see cref="DecisionKinds"/>.</param>
/// <param name="At">When the decision was made.</param>
/// <param name="Note">The person's note.</param>
/// <param name="Arguments">The arguments in place of the model's.</param>
/// <param name="By">The person.</param>
public sealed record DecisionRecord(
    string RequirementId,
    string Decision,
    DateTimeOffset At,
    string? Note = null,
    JsonElement? Arguments = null,
    string? By = null)
{
    /// <summary>The platform's principal id of the person, where the platform signed the person in.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>The values that were filled in, a JSON object; merged into the values filled in before.</summary>
    public JsonElement? Values { get; init; }

    /// <summary>
    /// Whether fields are still open after this decision: the values are kept and the requirement stays pending.
    /// </summary>
    public bool Partial { get; init; }

    /// <summary>The result that somebody brought.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>The error that somebody brought instead of a result.</summary>
    public string? Error { get; init; }

    /// <summary>The new <see cref="RequirementRecord.ArgumentsHash"/>; null leaves the old one.</summary>
    public string? ArgumentsHash { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the deciding request; the <c>RequirementResolved</c> event keeps it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// Where the decision came from: <c>api</c>, <c>link</c>, <c>timer</c>, with an address where there is one; for the audit.
    /// </summary>
    public string? From { get; init; }
}

/// <summary>The outcome of taking decisions.</summary>
/// <param name="Conflicts">Requirements that were decided otherwise before, were cancelled, or belong to a run or member run
/// that has ended. If there is one, no decision was taken.</param>
/// <param name="Taken">The requirements after that: those decided now, and those that had the same decision before.</param>
public sealed record DecideResult(IReadOnlyList<RequirementRecord> Conflicts, IReadOnlyList<RequirementRecord> Taken);

/// <summary>The outcome of a pause.</summary>
/// <param name="MemberPaused">Whether the member run is now paused.</param>
/// <param name="RunPause">The number of the run's pause (1, 2, …) that this began, or null if the run goes on.</param>
public sealed record PauseResult(bool MemberPaused, int? RunPause);
