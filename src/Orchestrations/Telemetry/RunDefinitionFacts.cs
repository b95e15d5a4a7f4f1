using DurableTeams.Definitions;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>What the pinned definition of a run says of its agents.</summary>
internal sealed class RunDefinitionFacts
{
    private readonly Dictionary<string, MemberRunRecord> _agents;
    private readonly HashSet<string> _negotiating;
    private readonly TeamDefinition _team;

    public RunDefinitionFacts(TeamDefinition team, IEnumerable<MemberRunRecord> agents)
    {
        _team = team;
        _agents = agents.ToDictionary(agent => agent.MemberRunId, StringComparer.Ordinal);
        // Of a nested team that is not served any more there is no definition here.
        _negotiating = _agents.Values.Where(agent => agent.Brief?.Sections is not null)
            .Select(agent => agent.ParentMemberRunId).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The member run, or null where the run has none of this id.</summary>
    public MemberRunRecord? Find(string memberRun) => _agents.GetValueOrDefault(memberRun);

    /// <summary>The name of its span: a team's name, a member's id.</summary>
    public string SpanName(string memberRun) => $"invoke_agent {Named(memberRun)?.Name ?? MemberId(memberRun)}";

    /// <summary>The name in the definition.</summary>
    public string AgentName(string memberRun) =>
        Named(memberRun)?.Name ?? Team(memberRun)?.FindMember(MemberId(memberRun))?.Name ?? MemberId(memberRun);

    /// <summary>The id of the team or member.</summary>
    public string AgentId(string memberRun) => Named(memberRun)?.Id ?? MemberId(memberRun);

    /// <summary>The model of the agent; null for an agent in code, or where it is not known.</summary>
    public ModelDefinition? Model(string memberRun)
    {
        var name = Named(memberRun) is { } team ? team.Model : Team(memberRun)?.FindMember(MemberId(memberRun))?.Model;
        return name is null ? null : (Named(memberRun) ?? Team(memberRun))!.FindModel(name);
    }

    /// <summary>Whether the team whose own member run this is negotiates, as its members' tasks tell.</summary>
    public bool Negotiates(string memberRun) => _negotiating.Contains(memberRun);

    private string MemberId(string memberRun) => Find(memberRun)?.MemberId ?? _team.Id;

    /// <summary>The team whose own member run this is, or null.</summary>
    private TeamDefinition? Named(string memberRun) => Find(memberRun) switch
    {
        null or { ParentMemberRunId: null } => _team,
        // A leader's step outside its own conversation is a member run under the team's id.
        { MemberId: { } id } => Team(memberRun) is { } team && team.Id == id
            ? team
            : Team(memberRun)?.Nested.FirstOrDefault(inner => inner.Id == id),
        _ => null,
    };

    /// <summary>The team that the agent works for.</summary>
    private TeamDefinition? Team(string memberRun) => Find(memberRun)?.ParentMemberRunId is { } above ? Named(above) : _team;
}
