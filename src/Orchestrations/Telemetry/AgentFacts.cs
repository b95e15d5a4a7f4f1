using DurableTeams.Definitions;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>What the definition a run is pinned to says of its agents.</summary>
internal sealed class AgentFacts
{
    private readonly Dictionary<string, MemberRunRecord> _agents;
    private readonly TeamDefinition _team;

    public AgentFacts(TeamDefinition team, IEnumerable<MemberRunRecord> agents)
    {
        _team = team;
        _agents = agents.ToDictionary(agent => agent.MemberRunId, StringComparer.Ordinal);
    }

    /// <summary>The agent run, or null where the run has none such.</summary>
    public MemberRunRecord? Find(string agentRun) => _agents.GetValueOrDefault(agentRun);

    /// <summary>The name its span bears: a team's own, a member's id.</summary>
    public string SpanName(string agentRun) => $"invoke_agent {Named(agentRun)?.Name ?? MemberId(agentRun)}";

    /// <summary>The name it has in its definition.</summary>
    public string AgentName(string agentRun) => Named(agentRun)?.Name ?? Team(agentRun)?.FindMember(MemberId(agentRun))?.Name ?? MemberId(agentRun);

    /// <summary>The team's id or the member's.</summary>
    public string AgentId(string agentRun) => Named(agentRun)?.Id ?? MemberId(agentRun);

    /// <summary>The model it asks; null for an agent in code, or where it is not known.</summary>
    public ModelDefinition? Model(string agentRun)
    {
        var name = Named(agentRun) is { } team ? team.Model : Team(agentRun)?.FindMember(MemberId(agentRun))?.Model;
        return name is null ? null : (Named(agentRun) ?? Team(agentRun))!.Models.GetValueOrDefault(name);
    }

    private string MemberId(string agentRun) => Find(agentRun)?.MemberId ?? _team.Id;

    /// <summary>The team whose own agent run it is, if it is one's.</summary>
    private TeamDefinition? Named(string agentRun) => Find(agentRun) switch
    {
        null or { ParentMemberRunId: null } => _team,
        { MemberId: { } id } => Team(agentRun)?.Nested.FirstOrDefault(inner => inner.Id == id),
        _ => null,
    };

    /// <summary>The team it works for.</summary>
    private TeamDefinition? Team(string agentRun) => Find(agentRun)?.ParentMemberRunId is { } above ? Named(above) : _team;
}
