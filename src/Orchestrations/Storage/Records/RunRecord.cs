using System.Text.Json;

namespace DurableTeams.Storage.Records;

/// <summary>A run as it is stored. Ids are made of <c>[a-z0-9.-]</c>, at most 64 characters for a run id.</summary>
public sealed record RunRecord
{
    /// <summary>The run's id, also the id of its orchestration instance.</summary>
    public required string RunId { get; init; }

    /// <summary>The team.</summary>
    public required string TeamId { get; init; }

    /// <summary>The session of the run.</summary>
    public required string SessionId { get; init; }

    /// <summary>The user who asked, as the caller named them.</summary>
    public string? UserId { get; init; }

    /// <summary>The run that delegated to this one, for a nested team.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>The status.</summary>
    public RunStatus Status { get; init; }

    /// <summary>The message that started the run.</summary>
    public required string Input { get; init; }

    /// <summary>The answer, once completed.</summary>
    public string? Output { get; init; }

    /// <summary>Why it failed.</summary>
    public RunError? Error { get; init; }

    /// <summary>The caller's metadata, a JSON object.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The content hash of the definition that the run is pinned to.</summary>
    public required string DefinitionVersion { get; init; }

    /// <summary>W3C trace id, 32 hex digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>
    /// The W3C <c>traceparent</c> of the request that created the run, whose span is above the run's; null where the request
    /// sent none, or a malformed one.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// The hash of the request that created the run, to tell a repeated key from a misused one; null without a key.
    /// </summary>
    public string? RequestHash { get; init; }

    /// <summary>How often the run was paused so far.</summary>
    public int Pauses { get; init; }

    /// <summary>
    /// How often the work was begun before: retries after a failure, those of a fork's origin included. Above 0, recorded work
    /// is not done again.
    /// </summary>
    public int Attempt { get; init; }

    /// <summary>For a fork: the run whose past it shares.</summary>
    public ForkOrigin? ForkOf { get; init; }

    /// <summary>When somebody asked to cancel the run.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>The reason for the cancellation.</summary>
    public string? CancelReason { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>Where a fork begins.</summary>
/// <param name="RunId">The run that was forked.</param>
/// <param name="Sequence">The last event that is shared.</param>
public sealed record ForkOrigin(string RunId, long Sequence);
