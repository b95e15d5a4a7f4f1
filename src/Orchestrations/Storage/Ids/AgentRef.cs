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
    /// <summary>
    /// The party of a negotiation that the agent works for, where the party is a team around the agent; null otherwise.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PartyRef? Party { get; init; }

    /// <summary>
    /// Whether a team around the agent is a party of a negotiation whose specification is not frozen: the agent then has no
    /// tools of its own, whatever its own team does meanwhile.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WithoutTools { get; init; }

    /// <summary>The run.</summary>
    [JsonIgnore]
    public string RunId => RunIds.RunOf(MemberRunId);

    /// <summary>Whether this is the leader of its team: a member never has its team's id.</summary>
    [JsonIgnore]
    public bool IsLeader => MemberId is null || MemberId == TeamId;

    /// <summary>Whether this is the leader of the run.</summary>
    [JsonIgnore]
    public bool LeadsRun => MemberId is null;

    /// <summary>
    /// The party that a member of this team works for, given its task; null where the member is a party itself.
    /// </summary>
    public PartyRef? PartyOf(Brief task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Sections is not null) return null;
        return Brief is { Sections: not null } own
            ? new PartyRef(MemberRunId, own, task.Final)
            : Party is { } above ? above with { Speaks = above.Speaks && task.Final } : null;
    }
}

/// <summary>A party of a negotiation that is a team, as the agents in it know it.</summary>
/// <param name="MemberRunId">The party's own member run.</param>
/// <param name="Brief">What the party is asked.</param>
/// <param name="Speaks">Whether the agent's answer is the party's answer.</param>
public sealed record PartyRef(
    string MemberRunId,
    Brief Brief,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Speaks = false);
