using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Api;

/// <summary>Brings a run to a stage by writing what its orchestration would.</summary>
internal static class RunStages
{
    public static async Task RunningAsync(this IRunStore store, string runId)
    {
        var at = DateTimeOffset.UtcNow;
        await store.CommitAsync(new RunChange(runId, at)
        {
            Run = new StatusPatch(RunStatus.Running),
            Started =
            [
                new MemberRunRecord
                {
                    RunId = runId,
                    MemberRunId = RunIds.Leader(runId),
                    Status = RunStatus.Running,
                    StartedAt = at
                }
            ],
            Events = [new RunEventDraft("started", RunEventTypes.RunStarted)],
        });
    }

    /// <summary>
    /// The leader delegated, the member asked for a gated call, the run is paused. Returns the requirement's id.
    /// </summary>
    public static async Task<string> PausedAsync(
        this IRunStore store, string runId, bool allowEdit = true, int ordinal = 1,
        Func<RequirementRecord, RequirementRecord>? change = null)
    {
        if (ordinal == 1) await store.RunningAsync(runId);
        var at = DateTimeOffset.UtcNow;
        var leader = RunIds.Leader(runId);
        var member = RunIds.Member(runId, ordinal);
        var requirement = RunIds.Requirement(member, 1, 0);
        var call = new StoredCall("call-1", TestTeams.Tool, JsonText.Parse("""{"text":"hi"}"""));
        await store.CommitAsync(new RunChange(runId, at)
        {
            Started =
            [
                new MemberRunRecord
                {
                    RunId = runId,
                    MemberRunId = member,
                    MemberId = TestTeams.Member,
                    ParentMemberRunId = leader,
                    Spawn = ordinal,
                    Status = RunStatus.Running,
                    Brief = new Brief { Call = new CallReference(leader, ordinal, 0) },
                    StartedAt = at,
                },
            ],
            Messages =
            [
                new MessageRecord
                {
                    MemberRunId = leader,
                    Turn = ordinal,
                    Slot = 0,
                    Role = "assistant",
                    Author = TestTeams.Id,
                    Calls =
                    [
                        new StoredCall(
                            "d1", "delegate_task_to_member", JsonText.Parse("""{"member_id":"sender","task":"send it"}"""))
                    ],
                },
                new MessageRecord { MemberRunId = member, Turn = 0, Slot = 0, Role = "user", Text = "send it" },
                new MessageRecord
                {
                    MemberRunId = member,
                    Turn = 1,
                    Slot = 0,
                    Role = "assistant",
                    Author = TestTeams.Member,
                    Calls = [call]
                },
            ],
            Members = [new MemberRunPatch(member, Usage: new Usage(10, 5, 1, 0))],
            Requirements =
            [
                (change ?? (same => same))(new RequirementRecord
                {
                    RequirementId = requirement,
                    RunId = runId,
                    TeamId = TestTeams.Id,
                    MemberRunId = member,
                    MemberId = TestTeams.Member,
                    MemberPath = [TestTeams.Id, TestTeams.Member],
                    Call = new CallReference(member, 1, 0),
                    Tool = call,
                    AllowEdit = allowEdit,
                    CreatedAt = at,
                })
            ],
            Events = [new RunEventDraft($"{requirement}:created", RunEventTypes.RequirementCreated, member, TestTeams.Member)],
        });
        await store.PauseAsync(runId, member, [requirement], at);
        return requirement;
    }

    public static async Task EndedAsync(
        this IRunStore store, string runId, RunStatus status = RunStatus.Completed, string output = "done")
    {
        var at = DateTimeOffset.UtcNow;
        var completed = status == RunStatus.Completed;
        await store.CommitAsync(new RunChange(runId, at)
        {
            Run = new StatusPatch(status, completed ? output : null, completed ? null : new RunError("internal", "no")),
            Events = [new RunEventDraft($"ended:{status}", completed ? RunEventTypes.RunCompleted : RunEventTypes.RunFailed)],
        });
    }
}
