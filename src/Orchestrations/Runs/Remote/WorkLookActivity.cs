using DurableTeams.Contracts;
using DurableTeams.Contracts.Remote;
using DurableTeams.Runs.Turns;
using DurableTeams.Definitions;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;
using DurableTeams.Telemetry;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Remote;

/// <summary>
/// Looks at the work of a remote member run after a change of it: work that has ended ends the member run. Records that the
/// orchestration has learned of the change.
/// </summary>
internal sealed class WorkLookActivity(
    IRunStore store, ITeamCatalog catalog, BriefReader briefs, TurnReader reader, TimeProvider time)
    : TaskActivity<WorkInput, WorkStanding>
{
    /// <inheritdoc/>
    public override async Task<WorkStanding> RunAsync(TaskActivityContext context, WorkInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (agent, now) = (input.Agent, time.GetUtcNow());
        // A deleted run has no work, and nobody waits for it.
        if (await store.FindWorkAsync(RunIds.Work(agent.MemberRunId)) is not { } work)
            return new WorkStanding(0, Result: new MemberRunResult(RunStatus.Cancelled));
        var a2a = work.Queue is null
            && (await catalog.GetPinnedAsync(agent.DefinitionVersion)).FindMember(work.MemberId)?.Remote?.A2A is not null;
        var heard = new RunChange(agent.RunId, now) { WorkHeard = [new WorkHeard(work.WorkId, work.Told)] };
        switch (work.Status)
        {
            case WorkStatus.Completed:
                return new WorkStanding(work.Told, Result: await CompleteAsync(agent, heard));
            case WorkStatus.Failed:
                var error = RunErrors.InPhase(agent, work.Error!);
                var failed = RunChanges.MemberFailed(agent, Usage.None, error, now);
                await store.CommitAsync(failed with { WorkHeard = heard.WorkHeard });
                return new WorkStanding(work.Told, Result: new MemberRunResult(RunStatus.Failed, error));
            case WorkStatus.Cancelled:
                return new WorkStanding(work.Told, Result: new MemberRunResult(RunStatus.Cancelled));
            default:
                await store.CommitAsync(heard);
                var status = await store.FindMemberRunStatusAsync(agent.RunId, agent.MemberRunId);
                var pushes = work is { Queue: null, Status: WorkStatus.Waiting };
                return new WorkStanding(
                    work.Told, Paused: status == RunStatus.Paused, Push: pushes ? work.Attempt + 1 : 0, A2A: a2a);
        }
    }

    private async Task<MemberRunResult> CompleteAsync(AgentRef agent, RunChange heard)
    {
        var team = await catalog.GetPinnedAsync(agent.DefinitionVersion);
        var messages = await store.ListMessagesAsync(agent.RunId, agent.MemberRunId);
        var answer = messages.First(message => message is { Turn: WorkLimits.AnswerTurn, Slot: 0 });
        var reading = reader.Read(team, agent, answer, new TurnContext([], 0, AppliesState: false), heard.At);
        var change = reading.HandedOver(heard) with { CancelRequirementsOf = [agent.MemberRunId] };
        await store.CommitCountedAsync(MemberRunCompletion.Of(change, agent, ForkMessage.TaskWithMessages(
            await briefs.AskedAsync(agent), messages), answer.Text ?? string.Empty, Usage.None, reading.Ending));
        return new MemberRunResult(RunStatus.Completed, Ending: reading.Result(Usage.None).Ending);
    }
}
