using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Storage.Records;

/// <summary>A question to a person: a gated tool call that waits for its decision.</summary>
public sealed record RequirementRecord
{
    /// <summary>The id, made of the member run, the turn and the call's index (see <see cref="RunIds"/>).</summary>
    public required string RequirementId { get; init; }

    /// <summary>What is asked.</summary>
    public RequirementKind Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public RequirementStatus Status { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The run's team.</summary>
    public required string TeamId { get; init; }

    /// <summary>The member run that waits, also the id of the orchestration instance that waits for the event of this requirement's id.</summary>
    public required string MemberRunId { get; init; }

    /// <summary>The member.</summary>
    public required string MemberId { get; init; }

    /// <summary>From the run's team down to the member.</summary>
    public required IReadOnlyList<string> MemberPath { get; init; }

    /// <summary>The call: its place.</summary>
    public required CallReference Call { get; init; }

    /// <summary>The call itself, with the arguments the model gave.</summary>
    public required StoredCall Tool { get; init; }

    /// <summary>Whether the decision may replace the arguments.</summary>
    public bool AllowEdit { get; init; }

    /// <summary>The arguments the decision replaced them with.</summary>
    public JsonElement? EditedArguments { get; init; }

    /// <summary>SHA-256 (see <see cref="CanonicalJson"/>) of the arguments that may run: the model's, or those that replaced them.</summary>
    public string? ArgumentsHash { get; init; }

    /// <summary>What a person fills in: top-level properties of the arguments.</summary>
    public IReadOnlyList<InputField>? InputFields { get; init; }

    /// <summary>What was filled in so far, a JSON object by field.</summary>
    public JsonElement? Values { get; init; }

    /// <summary>The result that was brought, text or any JSON.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>The error that was brought instead.</summary>
    public string? ResultError { get; init; }

    /// <summary>From when on it cannot be decided any more.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was escalated.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>How many people have to approve.</summary>
    public int Quorum { get; init; } = 1;

    /// <summary>Who approved so far, in order.</summary>
    public IReadOnlyList<ApprovalGiven> Given { get; init; } = [];

    /// <summary>The decision taken, one of <see cref="DecisionKinds"/>; null while it is pending, also with part of a quorum.</summary>
    public string? Decision { get; init; }

    /// <summary>The person's note.</summary>
    public string? Note { get; init; }

    /// <summary>Who decided.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Set by the decision that made a paused run go on: which pause (1, 2, …) it ended.</summary>
    public int? EndedPause { get; init; }

    /// <summary>Whether the orchestration has acted on the decision.</summary>
    public bool Delivered { get; init; }
}

/// <summary>What a requirement asks.</summary>
public enum RequirementKind
{
    /// <summary>Approve or reject.</summary>
    Confirmation,

    /// <summary>A person fills in fields.</summary>
    UserInput,

    /// <summary>Someone outside runs the tool and brings the result.</summary>
    ExternalExecution,

    /// <summary>A call that must not be made twice may have been made: retry, skip or reject.</summary>
    UnknownOutcome,
}

/// <summary>A field that a person fills in.</summary>
/// <param name="Name">The property of the arguments.</param>
/// <param name="Type">Its JSON type, as its schema says; <c>string</c> where that says none.</param>
/// <param name="Description">What it is.</param>
public sealed record InputField(string Name, string Type, string? Description = null)
{
    /// <summary>Whether it has to be filled in; null for one of before this was asked, which has to be.</summary>
    public bool? Required { get; init; }

    /// <summary>Whether it may be left out.</summary>
    internal bool Optional => Required == false;
}

/// <summary>An approval of a quorum.</summary>
/// <param name="By">Who; empty where nobody said.</param>
/// <param name="At">When.</param>
public sealed record ApprovalGiven(string By, DateTimeOffset At)
{
    /// <summary>The platform's principal id, where the platform signed the person in.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>Who.</summary>
    internal DurableTeams.Storage.Rules.Person Person => new(By, PrincipalId);
}

/// <summary>Where a requirement stands.</summary>
public enum RequirementStatus
{
    /// <summary>Undecided.</summary>
    Pending,

    /// <summary>The tool may run.</summary>
    Approved,

    /// <summary>The tool may not run.</summary>
    Rejected,

    /// <summary>Nobody needs to decide any more.</summary>
    Cancelled,

    /// <summary>Answered with values or a result.</summary>
    Answered,

    /// <summary>Nobody decided in time.</summary>
    Expired,
}

/// <summary>A decision to take, already checked against the requirement's kind and the tool's schema.</summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Decision">One of <see cref="DecisionKinds"/>.</param>
/// <param name="At">When.</param>
/// <param name="Note">The person's note.</param>
/// <param name="Arguments">What replaces the arguments.</param>
/// <param name="By">Who.</param>
public sealed record DecisionRecord(string RequirementId, string Decision, DateTimeOffset At, string? Note = null, JsonElement? Arguments = null, string? By = null)
{
    /// <summary>The platform's principal id of who decides, where the platform signed the person in.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>Fields that were filled in, a JSON object; merged into those filled in before.</summary>
    public JsonElement? Values { get; init; }

    /// <summary>Whether fields are still open after this: the values are kept and the requirement stays pending.</summary>
    public bool Partial { get; init; }

    /// <summary>The result that is brought.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>The error that is brought instead.</summary>
    public string? Error { get; init; }

    /// <summary>The new <see cref="RequirementRecord.ArgumentsHash"/>; null leaves it.</summary>
    public string? ArgumentsHash { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that brought it; the <c>RequirementResolved</c> event keeps it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Where the decision came from: <c>api</c>, <c>link</c>, <c>timer</c>, with an address where there is one; for the audit.</summary>
    public string? From { get; init; }
}

/// <summary>What became of decisions.</summary>
/// <param name="Conflicts">Requirements that were decided otherwise before, or cancelled, or whose run or member run is finished: if there is one, nothing was taken.</param>
/// <param name="Taken">The requirements as they now are, those newly decided and those decided the same before.</param>
public sealed record DecideResult(IReadOnlyList<RequirementRecord> Conflicts, IReadOnlyList<RequirementRecord> Taken);

/// <summary>What became of a pause.</summary>
/// <param name="MemberPaused">Whether the member run is now paused.</param>
/// <param name="RunPause">Which pause of the run (1, 2, …) this began, or null if the run goes on.</param>
public sealed record PauseResult(bool MemberPaused, int? RunPause);
