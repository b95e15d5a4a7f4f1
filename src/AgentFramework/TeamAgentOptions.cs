using System.Text.Json;
using Microsoft.Agents.AI;

namespace DurableTeams;

/// <summary>How a team is an agent.</summary>
public sealed class TeamAgentOptions
{
    /// <summary>The agent's name; the team's where null.</summary>
    public string? Name { get; set; }

    /// <summary>What the agent is for; the team's description where null.</summary>
    public string? Description { get; set; }

    /// <summary>The user that runs are started for, and that decisions are by, where a run's options name none.</summary>
    public string? UserId { get; set; }
}

/// <summary>The options of one run of a team's agent.</summary>
public sealed class TeamAgentRunOptions : AgentRunOptions
{
    /// <summary>Makes options without any.</summary>
    public TeamAgentRunOptions()
    {
    }

    private TeamAgentRunOptions(TeamAgentRunOptions other)
        : base(other) => (UserId, IdempotencyKey, Metadata) = (other.UserId, other.IdempotencyKey, other.Metadata);

    /// <summary>The user who asks, or who decides.</summary>
    public string? UserId { get; set; }

    /// <summary>The same key starts one run of the team, however often it is started.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>The program's own data about the run, a JSON object.</summary>
    public JsonElement? Metadata { get; set; }

    /// <inheritdoc/>
    public override AgentRunOptions Clone() => new TeamAgentRunOptions(this);
}
