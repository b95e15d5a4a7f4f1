using System.Text.Json;
using DurableTeams.Storage;

namespace DurableTeams.Runs;

/// <summary>What orchestrations record, each made of ids, positions and the orchestration's time alone.</summary>
internal static class Changes
{
    public static RunChange RunStarted(AgentRef leader, DateTimeOffset at) => new(leader.RunId, at)
    {
        Run = new StatusPatch(RunStatus.Running),
        Started = [Started(leader, at)],
        Events = [new RunEventDraft("started", RunEventTypes.RunStarted, Data: Data(new { teamId = leader.TeamId, sessionId = leader.SessionId }))],
    };

    public static RunChange RunEnded(AgentRef leader, RunStatus status, Usage used, RunError? error, DateTimeOffset at) => new(leader.RunId, at)
    {
        Run = new StatusPatch(status, Error: error),
        Members = [new MemberRunPatch(leader.MemberRunId, status, Error: error, Usage: used)],
        Events = [status == RunStatus.Failed
            ? new RunEventDraft("ended", RunEventTypes.RunFailed, MemberId: error?.MemberId, Data: Data(new { error }))
            : new RunEventDraft("ended", RunEventTypes.RunCancelled)],
    };

    public static RunChange MemberStarted(AgentRef member, DateTimeOffset at) => new(member.RunId, at)
    {
        Started = [Started(member, at)],
        Events = [new RunEventDraft($"{member.MemberRunId}:started", RunEventTypes.MemberRunStarted, member.MemberRunId, member.MemberId, Data(new { spawn = member.Spawn }))],
    };

    public static RunChange MemberFailed(AgentRef member, Usage used, RunError error, DateTimeOffset at) => new(member.RunId, at)
    {
        Members = [new MemberRunPatch(member.MemberRunId, RunStatus.Failed, Error: error, Usage: used)],
        CancelRequirementsOf = [member.MemberRunId],
        Events = [new RunEventDraft($"{member.MemberRunId}:ended", RunEventTypes.MemberRunFailed, member.MemberRunId, member.MemberId, Data(new { error }))],
    };

    public static RunChange MemberCancelled(AgentRef member, Usage used, DateTimeOffset at) => new(member.RunId, at)
    {
        Members = [new MemberRunPatch(member.MemberRunId, RunStatus.Cancelled, Usage: used)],
        CancelRequirementsOf = [member.MemberRunId],
    };

    /// <summary>An event's data as JSON.</summary>
    public static JsonElement Data<T>(T value) => JsonSerializer.SerializeToElement(value, ContractJson.Compact);

    private static MemberRunRecord Started(AgentRef agent, DateTimeOffset at) => new()
    {
        RunId = agent.RunId,
        MemberRunId = agent.MemberRunId,
        MemberId = agent.MemberId,
        ParentMemberRunId = agent.Brief?.Call?.MemberRunId,
        Spawn = agent.Spawn,
        Status = RunStatus.Running,
        Brief = agent.Brief,
        StartedAt = at,
    };
}
