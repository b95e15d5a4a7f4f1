using Microsoft.Agents.AI;

namespace DurableTeams;

/// <summary>
/// The session of a team's agent: a session of durable teams, by its id. The conversation itself is in the store; what an agent
/// serialises of its session are these ids.
/// </summary>
public sealed class TeamAgentSession : AgentSession
{
    internal TeamAgentSession(string sessionId) => SessionId = sessionId;

    internal TeamAgentSession(string sessionId, AgentSessionStateBag bag)
        : base(bag) => SessionId = sessionId;

    /// <summary>The session of the runs.</summary>
    public string SessionId { get; }

    /// <summary>The run that was started or decided on last; null before the first.</summary>
    public string? RunId { get; internal set; }

    /// <summary>The last event of that run that was read as an update; 0 for none.</summary>
    internal long Sequence { get; set; }
}
