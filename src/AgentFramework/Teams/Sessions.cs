using System.Text.Json;
using Microsoft.Agents.AI;

namespace DurableTeams.AgentFramework.Teams;

/// <summary>Sessions of teams' agents as JSON.</summary>
internal static class Sessions
{
    /// <summary>The session, of this kind.</summary>
    /// <exception cref="InvalidOperationException">It is another agent's.</exception>
    public static TeamAgentSession Own(AgentSession session) => session as TeamAgentSession
        ?? throw new InvalidOperationException(
            $"The session is a {session.GetType().Name}; a team's agent takes sessions that CreateSessionAsync made.");

    /// <summary>The session as JSON.</summary>
    public static JsonElement Write(TeamAgentSession session) => JsonSerializer.SerializeToElement(
        new Stored(session.SessionId, session.RunId, session.Sequence, session.StateBag.Serialize()), JsonSerializerOptions.Web);

    /// <summary>The session of this JSON.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static TeamAgentSession Read(JsonElement json)
    {
        var stored = json.Deserialize<Stored>(JsonSerializerOptions.Web);
        if (stored?.SessionId is not { Length: > 0 } id) throw new JsonException("This is no session of a team's agent.");
        var session = stored.StateBag is { ValueKind: JsonValueKind.Object } bag
            ? new TeamAgentSession(id, AgentSessionStateBag.Deserialize(bag))
            : new TeamAgentSession(id);
        (session.RunId, session.Sequence) = (stored.RunId, stored.Sequence);
        return session;
    }

    private sealed record Stored(string? SessionId, string? RunId, long Sequence, JsonElement? StateBag);
}
