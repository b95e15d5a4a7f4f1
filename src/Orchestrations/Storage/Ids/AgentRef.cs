using System.Text.Json.Serialization;

namespace DurableTeams.Storage.Ids;

/// <summary>One run of one agent, as orchestrations and activities pass it around: ids only.</summary>
/// <param name="MemberRunId">The member run.</param>
/// <param name="TeamId">The team whose definition says what the agent is.</param>
/// <param name="SessionId">The session.</param>
/// <param name="DefinitionVersion">That definition's content hash.</param>
/// <param name="MemberId">The member; null for the leader of the run, the team's id for the leader of a nested team.</param>
/// <param name="Brief">What it is asked; null for the leader of the run, which is asked the run's message.</param>
/// <param name="Spawn">Counts the runs of this member in this team run, from 1; 0 for the leader of the run.</param>
/// <param name="Attempt">How often the run was retried before.</param>
public sealed record AgentRef(
    string MemberRunId,
    string TeamId,
    string SessionId,
    string DefinitionVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MemberId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Brief? Brief = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Spawn = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Attempt = 0)
{
    /// <summary>The run.</summary>
    [JsonIgnore]
    public string RunId => RunIds.RunOf(MemberRunId);

    /// <summary>Whether it leads its team: a member never has its team's id.</summary>
    [JsonIgnore]
    public bool IsLeader => MemberId is null || MemberId == TeamId;

    /// <summary>Whether its answer is the run's.</summary>
    [JsonIgnore]
    public bool LeadsRun => MemberId is null;
}
