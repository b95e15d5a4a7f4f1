using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Work;

/// <summary>
/// The work of one member run that another process does. It is given away once, or again after a lease was lost. Of tokens only
/// hashes are kept.
/// </summary>
public sealed record WorkRecord
{
    /// <summary>The id, see <see cref="RunIds.Work"/>.</summary>
    public required string WorkId { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The run's team.</summary>
    public required string TeamId { get; init; }

    /// <summary>The member run, with the team and the definition of its member.</summary>
    public required AgentRef Agent { get; init; }

    /// <summary>The ids from the run's team down to the member.</summary>
    public required IReadOnlyList<string> MemberPath { get; init; }

    /// <summary>The queue from which workers lease; null where the work is sent to an address.</summary>
    public string? Queue { get; init; }

    /// <summary>How long whoever has the work may be silent, in milliseconds.</summary>
    public required long HoldMs { get; init; }

    /// <summary>How long the work waits to be given away, in milliseconds; null for ever.</summary>
    public long? StartMs { get; init; }

    /// <summary>How often the work may be given away.</summary>
    public required int Attempts { get; init; }

    /// <summary>Whether the work may be given away again when nobody knows what became of it.</summary>
    public bool Repeatable { get; init; } = true;

    /// <summary>The status.</summary>
    public WorkStatus Status { get; init; }

    /// <summary>How often the work was given away.</summary>
    public int Attempt { get; init; }

    /// <summary>When the wait, or the lease, ends; null where it does not end by itself.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Who has, or had, the work: a worker's name, or the host of the address.</summary>
    public string? Worker { get; init; }

    /// <summary>Lower-case hex SHA-256 of the token of the present, or last, attempt.</summary>
    public string? TokenHash { get; init; }

    /// <summary>
    /// The hashes of the tokens of lost attempts, the newest last, at most <see cref="WorkLimits.LostTokens"/>.
    /// </summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>When the work was given away.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When whoever has the work last said something besides being alive.</summary>
    public DateTimeOffset? ProgressAt { get; init; }

    /// <summary>Whether an address has taken the work.</summary>
    public bool Accepted { get; init; }

    /// <summary>Whether the worker exports spans of its own, so that its reports make none.</summary>
    public bool OwnSpans { get; init; }

    /// <summary>How many events of workers are recorded.</summary>
    public int Events { get; init; }

    /// <summary>How many questions workers asked.</summary>
    public int Asks { get; init; }

    /// <summary>How many changes the orchestration has to learn of.</summary>
    public int Told { get; init; }

    /// <summary>How many of them it has learned of.</summary>
    public int Heard { get; init; }

    /// <summary>Why the work failed.</summary>
    public RunError? Error { get; init; }

    /// <summary>The hash of the completion, to tell its repetition from another.</summary>
    public string? Completion { get; init; }

    /// <summary>When the work began to wait.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When the work ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The member run.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string MemberRunId => Agent.MemberRunId;

    /// <summary>The member.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string MemberId => Agent.MemberId!;

    /// <summary>Whether the work has not ended.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOpen => Status is WorkStatus.Waiting or WorkStatus.Leased or WorkStatus.Unknown;
}

/// <summary>The status of work.</summary>
public enum WorkStatus
{
    /// <summary>Nobody has it yet.</summary>
    Waiting,

    /// <summary>Somebody has it.</summary>
    Leased,

    /// <summary>Nobody knows what became of it, and a person is asked.</summary>
    Unknown,

    /// <summary>It is done; its output is recorded.</summary>
    Completed,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Nobody needs it any more.</summary>
    Cancelled,
}
