using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Hooks;

/// <summary>A run, as a hook sees it.</summary>
public sealed record RunContext
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Its team.</summary>
    public required string TeamId { get; init; }

    /// <summary>Its session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The user who started the run, as the caller named them; null where none was named.</summary>
    public string? UserId { get; init; }

    /// <summary>The message that started the run.</summary>
    public required string Input { get; init; }

    /// <summary>The caller's metadata, a JSON object; null where there is none.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>How often the run was retried before: 0 for its first attempt.</summary>
    public int Attempt { get; init; }
}

/// <summary>How a run ended.</summary>
/// <param name="Status">Completed, failed or cancelled.</param>
/// <param name="Output">The answer, where it completed.</param>
/// <param name="Error">Why it failed.</param>
public sealed record RunEnd(RunStatus Status, string? Output, RunError? Error);
