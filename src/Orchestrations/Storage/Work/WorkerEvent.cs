using System.Text.Json;

namespace DurableTeams.Storage.Work;

/// <summary>Something that a worker did.</summary>
/// <param name="Id">The worker's id of it, unique in the work.</param>
/// <param name="Type">What it is.</param>
public sealed record WorkerEvent(string Id, WorkerEventType Type)
{
    /// <summary>The model, or the tool.</summary>
    public string? Name { get; init; }

    /// <summary>When it began, by the worker's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, by the worker's clock.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Tokens sent.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public long OutputTokens { get; init; }

    /// <summary>The arguments of a tool call.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>What came of it, as text.</summary>
    public string? Result { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The event below which it happened.</summary>
    public string? ParentId { get; init; }
}

/// <summary>What workers do.</summary>
public enum WorkerEventType
{
    /// <summary>A model answered.</summary>
    ModelCall,

    /// <summary>A tool was called.</summary>
    ToolCall,

    /// <summary>The worker said something.</summary>
    Text,
}
