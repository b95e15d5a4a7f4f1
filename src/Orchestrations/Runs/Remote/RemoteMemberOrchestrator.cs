using DurableTeams.Contracts;
using DurableTeams.Contracts.Remote;
using DurableTeams.Runs.Orchestrators;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Remote;

/// <summary>
/// The orchestration of a remote member run: offers the work, and waits for what becomes of it. What others say is in the store
/// before this orchestration hears of it, each change under an event name of its own. It waits without a timer: the store
/// knows when a wait or a lease ends. Always returns how the member run ended; never throws.
/// </summary>
internal sealed class RemoteMemberOrchestrator : TaskOrchestrator<MemberRunInput, MemberRunResult>
{
    /// <inheritdoc/>
    public override async Task<MemberRunResult> RunAsync(TaskOrchestrationContext context, MemberRunInput? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var agent = input.Agent;
        if (await EarlierOutcome.FindAsync(context, agent) is { } earlier) return earlier;
        // No limit counts the time of other processes.
        var time = new WorkTime(context, TimeSpan.MaxValue, input.Plan with { CountsSteps = true });
        var interruption = new CancelOrTimeout(context, agent, time, TimedOut);
        // The instance that talks with an A2A agent.
        string? talks = null;
        try
        {
            await RecordAsync(context, RunChanges.MemberStarted(agent, context.CurrentUtcDateTime));
            var pauses = new PauseSignals(context, agent);
            var standing = await StandAsync(context, TaskNames.WorkBegin, agent);
            while (standing.Result is null)
            {
                pauses.Set(standing.Paused);
                if (standing.Push > 0)
                {
                    if (standing.A2A) talks = PushId(agent, standing.Push);
                    _ = PushAsync(context, agent, standing);
                }

                if (!standing.Ended)
                    await interruption.WaitAsync(
                        context.WaitForExternalEvent<string?>(
                            RunSignals.Work(RunIds.Work(agent.MemberRunId), standing.Told + 1)));
                var known = standing.Told;
                standing = await StandAsync(context, TaskNames.WorkLook, agent);
                // Whoever talks with the agent learns of each change under its own name.
                for (var change = known + 1; talks is not null && change <= standing.Told; change++)
                    context.SendEvent(talks, RunSignals.Work(RunIds.Work(agent.MemberRunId), change), string.Empty);
            }

            pauses.Set(paused: false);
            return standing.Result;
        }
        catch (RunCancelledException)
        {
            await RecordAsync(context, RunChanges.MemberCancelled(agent, Usage.None, context.CurrentUtcDateTime));
            Leave();
            return new MemberRunResult(RunStatus.Cancelled);
        }
        catch (RunFailedException failed)
        {
            return await FailAsync(failed.Error);
        }
        catch (TaskFailedException failed)
        {
            return await FailAsync(RunErrors.Error(agent, "internal", $"failed: {failed.FailureDetails.ErrorMessage}"));
        }

        async Task<MemberRunResult> FailAsync(RunError why)
        {
            await RecordAsync(context, RunChanges.MemberFailed(agent, Usage.None, why, context.CurrentUtcDateTime));
            Leave();
            return new MemberRunResult(RunStatus.Failed, why);
        }

        void Leave()
        {
            if (talks is not null) context.SendEvent(talks, RunSignals.WorkLeft, string.Empty);
        }

        Exception TimedOut(string? why) =>
            new RunFailedException(RunErrors.Error(agent, "memberTimeout", why ?? "has no time left"));
    }

    private static Task<WorkStanding> StandAsync(TaskOrchestrationContext context, string activity, AgentRef agent) =>
        context.CallActivityAsync<WorkStanding>(activity, new WorkInput(agent), ActivityCalls.Activity);

    private static string PushId(AgentRef agent, int number) => FormattableString.Invariant(
        $"{RunIds.Work(agent.MemberRunId)}-push-{number}{(agent.Attempt == 0 ? "" : $"-{agent.Attempt}")}");

    /// <summary>Sending may take longer than the work is waited for, and never fails the wait.</summary>
    private static async Task PushAsync(TaskOrchestrationContext context, AgentRef agent, WorkStanding standing)
    {
        var workId = RunIds.Work(agent.MemberRunId);
        var options = new SubOrchestrationOptions(instanceId: PushId(agent, standing.Push));
        try
        {
            await (standing.A2A
                ? context.CallSubOrchestratorAsync(TaskNames.A2A, new A2AInput(agent.RunId, workId, standing.Push), options)
                : context.CallSubOrchestratorAsync(TaskNames.Push, new PushInput(agent.RunId, workId, standing.Push), options));
        }
        catch (TaskFailedException)
        {
            // The attempts are in the log, and the work's own time ends the wait.
        }
    }

    private static Task RecordAsync(TaskOrchestrationContext context, RunChange change) =>
        context.CallActivityAsync(TaskNames.Record, change, ActivityCalls.Activity);
}
