using DurableTeams.Storage;

namespace DurableTeams.Runs;

/// <summary>One run of one agent, as orchestrations and activities pass it around: ids only.</summary>
/// <param name="RunId">The run.</param>
/// <param name="TeamId">The team.</param>
/// <param name="SessionId">The session.</param>
/// <param name="DefinitionVersion">The pinned definition's content hash.</param>
/// <param name="MemberRunId">The agent run.</param>
/// <param name="MemberId">The member; null for the leader.</param>
/// <param name="Task">The call that delegated; null for the leader, whose task is the run's message.</param>
/// <param name="Spawn">Counts the runs of this member in this run, from 1; 0 for the leader.</param>
public sealed record AgentRef(
    string RunId, string TeamId, string SessionId, string DefinitionVersion, string MemberRunId, string? MemberId, CallReference? Task, int Spawn);
