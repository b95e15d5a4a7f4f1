using System.Text.Json;

namespace DurableTeams.Storage;

/// <summary>A conversation over several runs.</summary>
public sealed record SessionRecord
{
    /// <summary>The id, the caller's or made up.</summary>
    public required string SessionId { get; init; }

    /// <summary>The team of its newest run.</summary>
    public required string TeamId { get; init; }

    /// <summary>The user of its newest run.</summary>
    public string? UserId { get; init; }

    /// <summary>The session state, a JSON object.</summary>
    public JsonElement? State { get; init; }

    /// <summary>Its runs, oldest first.</summary>
    public required IReadOnlyList<string> RunIds { get; init; }

    /// <summary>When its first run was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its newest run was created.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What one agent was asked and said in one of the session's runs.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="RunId">The run.</param>
/// <param name="MemberRunId">The agent run.</param>
/// <param name="AgentId">The member id, or the team's id for its leader.</param>
/// <param name="Input">The task or message.</param>
/// <param name="Output">The answer.</param>
/// <param name="At">When it answered.</param>
public sealed record SessionTurn(string SessionId, string RunId, string MemberRunId, string AgentId, string Input, string Output, DateTimeOffset At);
