using System.Globalization;
using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>
/// The changes that orchestrations record. They are made only of ids, positions and the orchestration's time.
/// </summary>
internal static class RunChanges
{
    public static RunChange RunStarted(AgentRef leader, DateTimeOffset at) => new(leader.RunId, at)
    {
        Run = new StatusPatch(RunStatus.Running),
        Started = [Started(leader, at)],
        Events = [new RunEventDraft(
            "started", RunEventTypes.RunStarted, Data: Data(new { teamId = leader.TeamId, sessionId = leader.SessionId }))],
    };

    public static RunChange RunEnded(
        AgentRef leader, RunStatus status, Usage used, RunError? error, string? outputOf, DateTimeOffset at) =>
        new(leader.RunId, at)
        {
            Run = new StatusPatch(status, Error: error, OutputOf: outputOf),
            Members = [new MemberRunPatch(leader.MemberRunId, status, Error: error, Usage: used)],
            Events = [status == RunStatus.Failed
                ? new RunEventDraft(EndKey(leader), RunEventTypes.RunFailed, MemberId: error?.MemberId, Data: Data(new { error }))
                : new RunEventDraft(EndKey(leader), RunEventTypes.RunCancelled)],
        };

    public static RunChange MemberStarted(AgentRef member, DateTimeOffset at) => new(member.RunId, at)
    {
        Started = [Started(member, at)],
        Events = [new RunEventDraft(
            $"{member.MemberRunId}:started",
            RunEventTypes.MemberRunStarted,
            member.MemberRunId,
            member.MemberId,
            Data(new { spawn = member.Spawn }))],
    };

    public static RunChange MemberFailed(AgentRef member, Usage used, RunError error, DateTimeOffset at) => new(member.RunId, at)
    {
        Members = [new MemberRunPatch(member.MemberRunId, RunStatus.Failed, Error: error, Usage: used)],
        CancelRequirementsOf = [member.MemberRunId],
        Events = [new RunEventDraft(
            EndKey(member), RunEventTypes.MemberRunFailed, member.MemberRunId, member.MemberId, Data(new { error }))],
    };

    public static RunChange MemberCancelled(AgentRef member, Usage used, DateTimeOffset at) => new(member.RunId, at)
    {
        Members = [new MemberRunPatch(member.MemberRunId, RunStatus.Cancelled, Usage: used)],
        CancelRequirementsOf = [member.MemberRunId],
    };

    public static RunChange TaskUpdated(AgentRef leader, IEnumerable<TaskUpdate> updates, DateTimeOffset at) =>
        new(leader.RunId, at)
        {
            Events = [.. updates.Select(update => new RunEventDraft(
                $"{leader.MemberRunId}:{update.TaskId}:{update.Status}",
                RunEventTypes.TaskUpdated,
                leader.MemberRunId,
                update.MemberId,
                Data(new
                {
                    taskId = update.TaskId,
                    memberId = update.MemberId,
                    status = update.Status,
                    memberRunId = update.MemberRunId
                })))],
        };

    /// <summary>
    /// The key of the event that ends a member run, or the run. A retried run may end once more, so the attempt is in the key.
    /// </summary>
    public static string EndKey(AgentRef agent)
    {
        var key = agent.LeadsRun ? "ended" : $"{agent.MemberRunId}:ended";
        return agent.Attempt == 0 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}:{agent.Attempt}");
    }

    /// <summary>An event's data as JSON.</summary>
    public static JsonElement Data<T>(T value) => JsonSerializer.SerializeToElement(value, ContractJson.Events);

    private static MemberRunRecord Started(AgentRef agent, DateTimeOffset at) => new()
    {
        RunId = agent.RunId,
        MemberRunId = agent.MemberRunId,
        MemberId = agent.MemberId,
        ParentMemberRunId = RunIds.ParentOf(agent.MemberRunId),
        Spawn = agent.Spawn,
        Status = RunStatus.Running,
        Brief = agent.Brief,
        StartedAt = at,
    };
}

/// <summary>A task's new status.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="MemberId">The member that works on the task.</param>
/// <param name="Status"><c>running completed failed skipped</c>.</param>
/// <param name="MemberRunId">The member run of the task.</param>
internal sealed record TaskUpdate(string TaskId, string MemberId, string Status, string? MemberRunId = null);
