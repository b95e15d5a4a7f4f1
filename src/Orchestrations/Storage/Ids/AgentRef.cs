using System.Text.Json.Serialization;

namespace DurableTeams.Storage.Ids;

/// <summary>A member run as orchestrations and activities pass it around: ids only.</summary>
/// <param name="MemberRunId">The member run.</param>
/// <param name="TeamId">The team whose definition describes the agent.</param>
/// <param name="SessionId">The session.</param>
/// <param name="DefinitionVersion">The content hash of that definition.</param>
/// <param name="MemberId">The member; null for the leader of the run, the team's id for the leader of a nested team.</param>
/// <param name="Brief">The task, by reference; null for the leader of the run, whose task is the run's message.</param>
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

    /// <summary>Whether this is the leader of its team: a member never has its team's id.</summary>
    [JsonIgnore]
    public bool IsLeader => MemberId is null || MemberId == TeamId;

    /// <summary>Whether this is the leader of the run.</summary>
    [JsonIgnore]
    public bool LeadsRun => MemberId is null;
}
