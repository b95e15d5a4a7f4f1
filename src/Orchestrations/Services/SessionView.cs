using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Storage.Records;

namespace DurableTeams.Services;

/// <summary>A session as clients read it.</summary>
public sealed record SessionView(
    string SessionId,
    string TeamId,
    string? UserId,
    JsonElement? State,
    string? ActiveAgent,
    IReadOnlyList<string> RunIds,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>What agents were asked and answered, oldest first; not in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SessionTurnView>? History { get; init; }

    /// <summary>The view of a stored session.</summary>
    public static SessionView Of(SessionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new SessionView(
            record.SessionId, record.TeamId, record.UserId, record.State, record.ActiveAgent?.MemberId, record.RunIds,
            record.CreatedAt, record.UpdatedAt);
    }
}

/// <summary>A session as clients read it in lists.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="TeamId">The team of its newest run.</param>
/// <param name="UserId">The user of its newest run.</param>
/// <param name="ActiveAgent">The agent that the session's next run starts with.</param>
/// <param name="RunIds">The newest 20 runs of the session, oldest first.</param>
/// <param name="RunCount">How many runs the session has.</param>
/// <param name="CreatedAt">When its first run was created.</param>
/// <param name="UpdatedAt">When its newest run was created.</param>
public sealed record SessionSummaryView(
    string SessionId, string TeamId, string? UserId, string? ActiveAgent, IReadOnlyList<string> RunIds, int RunCount,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The view of a listed session.</summary>
    public static SessionSummaryView Of(SessionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new SessionSummaryView(
            record.SessionId, record.TeamId, record.UserId, record.ActiveAgent?.MemberId, record.RunIds, record.RunCount,
            record.CreatedAt, record.UpdatedAt);
    }
}

/// <summary>What one agent was asked and answered in one run.</summary>
public sealed record SessionTurnView(
    string RunId, string MemberRunId, string AgentId, string Input, string Output, DateTimeOffset At)
{
    /// <summary>The view of a stored turn.</summary>
    public static SessionTurnView Of(SessionTurn turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return new SessionTurnView(turn.RunId, turn.MemberRunId, turn.AgentId, turn.Input, turn.Output, turn.At);
    }
}
