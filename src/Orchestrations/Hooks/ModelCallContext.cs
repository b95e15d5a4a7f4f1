using Microsoft.Extensions.AI;

namespace DurableTeams.Hooks;

/// <summary>A model call, as a hook sees it.</summary>
public sealed record ModelCallContext
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The member run.</summary>
    public required string MemberRunId { get; init; }

    /// <summary>The team of the agent; of a nested team's agent, the nested team.</summary>
    public required string TeamId { get; init; }

    /// <summary>The member; null where the leader is asked.</summary>
    public string? MemberId { get; init; }

    /// <summary>The session of the run.</summary>
    public required string SessionId { get; init; }

    /// <summary>The user who started the run, as the caller named them; null where none was named.</summary>
    public string? UserId { get; init; }

    /// <summary>The number of the turn in its member run, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>The name of the model in the team; null for an agent in code.</summary>
    public string? Model { get; init; }

    /// <summary>The conversation that the model is asked with.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The tools that the model is offered, and the form of its answer.</summary>
    public required ChatOptions Options { get; init; }
}
