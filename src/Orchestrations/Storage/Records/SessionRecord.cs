using System.Text.Json;

namespace DurableTeams.Storage.Records;

/// <summary>A conversation over several runs.</summary>
public sealed record SessionRecord
{
    /// <summary>The id, given by the caller or made by the host.</summary>
    public required string SessionId { get; init; }

    /// <summary>The team of the session's newest run.</summary>
    public required string TeamId { get; init; }

    /// <summary>The user of the session's newest run.</summary>
    public string? UserId { get; init; }

    /// <summary>The session state, a JSON object.</summary>
    public JsonElement? State { get; init; }

    /// <summary>In a team of mode handoff: the agent of the newest hand-off, or the one that answered last.</summary>
    public ActiveAgent? ActiveAgent { get; init; }

    /// <summary>The session's runs, oldest first.</summary>
    public required IReadOnlyList<string> RunIds { get; init; }

    /// <summary>How many runs the session has, where <see cref="RunIds"/> has only the newest; 0 where it has all.</summary>
    public int RunCount { get; init; }

    /// <summary>Run ids of a session in a list.</summary>
    public const int MaxListedRuns = 20;

    /// <summary>When its first run was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its newest run was created.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>The agent that a session's next run starts with.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="MemberId">The member.</param>
public sealed record ActiveAgent(string TeamId, string MemberId);

/// <summary>The part of a session that every run reads, at the same cost however many runs the session has.</summary>
/// <param name="State">The session state, a JSON object.</param>
/// <param name="ActiveAgent">The active agent.</param>
public sealed record SessionState(JsonElement? State, ActiveAgent? ActiveAgent);

/// <summary>The outcome of deleting a session.</summary>
/// <param name="Unfinished">Runs of the session that have not ended. If there is one, nothing was deleted.</param>
/// <param name="Deleted">The deleted runs; their orchestration instances are still to be purged.</param>
public sealed record SessionDeletion(IReadOnlyList<string> Unfinished, IReadOnlyList<string> Deleted);

/// <summary>What one agent was asked and answered in one of the session's runs.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="RunId">The run.</param>
/// <param name="MemberRunId">The member run.</param>
/// <param name="AgentId">The agent: <c>{team}/{member}</c>, the team's id for its leader, or <c>{team}#summaries</c> for phase
/// summaries.</param>
/// <param name="Input">The task or message.</param>
/// <param name="Output">The answer.</param>
/// <param name="At">When the agent answered.</param>
public sealed record SessionTurn(
    string SessionId, string RunId, string MemberRunId, string AgentId, string Input, string Output, DateTimeOffset At);
