namespace DurableTeams.Worker;

/// <summary>
/// Something that a worker did. It becomes an event of the member run, a span below the member run's, and part of its usage. The
/// host records it once for each <see cref="Id"/>, in any order, and takes it until a minute after the end of the work.
/// </summary>
public sealed record WorkEvent
{
    /// <summary>The id, unique within the work, at most 200 characters. The same event sent again changes nothing.</summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public required WorkEventType Type { get; init; }

    /// <summary>The model, or the tool.</summary>
    public string? Name { get; init; }

    /// <summary>When it began; the host takes the time of its arrival where this is null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; as <see cref="StartedAt"/>.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The tokens of a model call.</summary>
    public WorkUsage? Usage { get; init; }

    /// <summary>The arguments of a tool call: anything that becomes JSON.</summary>
    public object? Arguments { get; init; }

    /// <summary>The result of a tool call, or the words of a model or of the worker: anything that becomes JSON.</summary>
    public object? Result { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The id of the event within which this one happened; null for the member itself.</summary>
    public string? ParentId { get; init; }
}

/// <summary>What an event is.</summary>
public enum WorkEventType
{
    /// <summary>A model was asked.</summary>
    ModelCall,

    /// <summary>A tool was called.</summary>
    ToolCall,

    /// <summary>The worker says something.</summary>
    Text,
}

/// <summary>The tokens of a model call.</summary>
/// <param name="InputTokens">Tokens that went in, those from a cache included.</param>
/// <param name="OutputTokens">Tokens that came out, those of reasoning included.</param>
public sealed record WorkUsage(long InputTokens, long OutputTokens);

/// <summary>What became of reported events.</summary>
/// <param name="Recorded">How many are new.</param>
/// <param name="Known">How many were known.</param>
public sealed record WorkReceipt(int Recorded, int Known);
