using System.Text.Json;

namespace DurableTeams.Storage.Records;

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

    /// <summary>The agent its newest hand-off went to, or that answered last, in a team whose mode is handoff.</summary>
    public ActiveAgent? ActiveAgent { get; init; }

    /// <summary>Its runs, oldest first.</summary>
    public required IReadOnlyList<string> RunIds { get; init; }

    /// <summary>How many runs it has, where <see cref="RunIds"/> are the newest of them alone; 0 where they are all.</summary>
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

/// <summary>What is read of a session for every run, at the same cost however many runs it has.</summary>
/// <param name="State">The session state, a JSON object.</param>
/// <param name="ActiveAgent">The active agent.</param>
public sealed record SessionState(JsonElement? State, ActiveAgent? ActiveAgent);

/// <summary>What became of deleting a session.</summary>
/// <param name="Unfinished">Runs of it that have not ended: if there is one, nothing was deleted.</param>
/// <param name="Deleted">The runs that went with it; their orchestration instances are left to be purged.</param>
public sealed record SessionDeletion(IReadOnlyList<string> Unfinished, IReadOnlyList<string> Deleted);

/// <summary>What one agent was asked and said in one of the session's runs.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="RunId">The run.</param>
/// <param name="MemberRunId">The member run.</param>
/// <param name="AgentId">Who: <c>{team}/{member}</c>, the team's id for its leader, or <c>{team}#summaries</c> for phase summaries.</param>
/// <param name="Input">The task or message.</param>
/// <param name="Output">The answer.</param>
/// <param name="At">When it answered.</param>
public sealed record SessionTurn(string SessionId, string RunId, string MemberRunId, string AgentId, string Input, string Output, DateTimeOffset At);
