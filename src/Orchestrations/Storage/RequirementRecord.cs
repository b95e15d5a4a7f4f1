using System.Text.Json;

namespace DurableTeams.Storage;

/// <summary>A question to a person: a tool call that waits for its decision.</summary>
public sealed record RequirementRecord
{
    /// <summary>The id, made of the agent run, the turn and the call's index (see <see cref="Runs.RunIds"/>).</summary>
    public required string RequirementId { get; init; }

    /// <summary>What is asked.</summary>
    public RequirementKind Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public RequirementStatus Status { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The run's team.</summary>
    public required string TeamId { get; init; }

    /// <summary>The agent run that waits, also the id of the orchestration instance that waits for the event of this requirement's id.</summary>
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

    /// <summary>Hash of the arguments that were asked for, to tell that what runs is what was approved.</summary>
    public string? ArgumentsHash { get; init; }

    /// <summary>What a person is to fill in, a JSON array, as recorded when it was asked.</summary>
    public JsonElement? InputFields { get; init; }

    /// <summary>When it expires undecided.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When somebody else is to be told that it is still undecided.</summary>
    public DateTimeOffset? EscalateAt { get; init; }

    /// <summary>When they were told.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>How many people must approve.</summary>
    public int Quorum { get; init; } = 1;

    /// <summary>Who approved so far, in this order, each once.</summary>
    public IReadOnlyList<ApprovalRecord> Given { get; init; } = [];

    /// <summary>The arguments the decision replaced them with; with a quorum, those that the approvals so far are for.</summary>
    public JsonElement? EditedArguments { get; init; }

    /// <summary>What was filled in, a JSON object.</summary>
    public JsonElement? Values { get; init; }

    /// <summary>The result of what was done outside, or of a skipped call.</summary>
    public string? Result { get; init; }

    /// <summary>What went wrong outside.</summary>
    public string? ResultError { get; init; }

    /// <summary>The decision taken, one of <see cref="DecisionRule"/>'s words.</summary>
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
