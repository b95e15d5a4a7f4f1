using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// The wait for one requirement's decision: for its external event, under the requirement's own name and once, raced with the
/// requirement's expiry. The first decision in the store wins, also where the timer and a person meet.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="agent">The member run of the requirement.</param>
/// <param name="requirementId">The requirement.</param>
/// <param name="plan">The deadlines and notifications of the gate.</param>
/// <param name="ended">Cancelled when the member run ends. The timers end with it, since some engines hold an orchestration for
/// its timers.</param>
internal sealed class DecisionWait(
    TaskOrchestrationContext context, AgentRef agent, string requirementId, GatePlan plan, CancellationToken ended)
{
    /// <summary>Waits for the decision.</summary>
    public async Task<DecisionSignal> WaitAsync()
    {
        var decided = context.WaitForExternalEvent<DecisionSignal>(requirementId);
        if (plan.Notifies) _ = NotifyAsync(escalated: false);
        if (plan.ExpiresAt is null && plan.EscalatesAt is null) return await decided;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended);
        var never = new TaskCompletionSource().Task;
        var expiry = Timer(plan.ExpiresAt) ?? never;
        var escalation = Timer(plan.EscalatesAt) ?? never;
        while (true)
        {
            var first = await Task.WhenAny(decided, expiry, escalation);
            // No call waits for the decision any more; a cancelled timer is no expiry.
            if (ended.IsCancellationRequested) await never;
            if (first == escalation)
            {
                escalation = never;
                await context.CallActivityAsync(
                    TaskNames.Escalate, new RequirementInput(agent.RunId, requirementId), ActivityCalls.Activity);
                _ = NotifyAsync(escalated: true);
                continue;
            }

            // Not CancelAsync: that would leave the orchestrator's thread.
#pragma warning disable CA1849
            stop.Cancel();
#pragma warning restore CA1849
            return first == decided
                ? await decided
                : await context.CallActivityAsync<DecisionSignal>(
                    TaskNames.Expire, new RequirementInput(agent.RunId, requirementId), ActivityCalls.Activity);
        }

        Task? Timer(DateTimeOffset? at) => at is { } time ? context.CreateTimer(time.UtcDateTime, stop.Token) : null;
    }

    /// <summary>A notification may run longer than the wait, and never fails the wait.</summary>
    private async Task NotifyAsync(bool escalated)
    {
        var input = new NotifyInput(agent.RunId, requirementId, escalated);
        var id = $"{requirementId}-{(escalated ? "escalate" : "notify")}";
        try
        {
            await context.CallSubOrchestratorAsync(TaskNames.Notify, input, new SubOrchestrationOptions(instanceId: id));
        }
        catch (TaskFailedException)
        {
            // The attempts are in the log.
        }
    }
}
