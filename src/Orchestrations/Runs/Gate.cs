using DurableTeams.Approvals;
using Microsoft.DurableTask;

namespace DurableTeams.Runs;

/// <summary>
/// The wait for one requirement's decision: its external event, under its own name and waited for once, raced with the
/// requirement's expiry. Whoever is first in the store wins, also where the timer and a person meet.
/// </summary>
internal sealed class Gate(TaskOrchestrationContext context, AgentRef agent, string requirementId, GatePlan plan)
{
    /// <summary>Waits for the decision.</summary>
    public async Task<DecisionSignal> WaitAsync()
    {
        var decided = context.WaitForExternalEvent<DecisionSignal>(requirementId);
        if (plan.Notifies) _ = NotifyAsync(escalated: false);
        if (plan.ExpiresAt is null && plan.EscalatesAt is null) return await decided;
        using var stop = new CancellationTokenSource();
        var expiry = Timer(plan.ExpiresAt, stop.Token);
        var escalation = Timer(plan.EscalatesAt, stop.Token);
        while (true)
        {
            var first = await Task.WhenAny(decided, expiry, escalation);
            if (first == escalation)
            {
                escalation = Never;
                await context.CallActivityAsync(TaskNames.Escalate, new RequirementInput(agent.RunId, requirementId), Tasks.Activity);
                _ = NotifyAsync(escalated: true);
                continue;
            }

            // Not CancelAsync: that would leave the orchestrator's thread.
#pragma warning disable CA1849
            stop.Cancel();
#pragma warning restore CA1849
            return first == decided
                ? await decided
                : await context.CallActivityAsync<DecisionSignal>(TaskNames.Expire, new RequirementInput(agent.RunId, requirementId), Tasks.Activity);
        }
    }

    private static Task Never { get; } = new TaskCompletionSource().Task;

    private async Task Timer(DateTimeOffset? at, CancellationToken stop)
    {
        if (at is not { } time)
        {
            await Never;
            return;
        }

        await context.CreateTimer(time.UtcDateTime, stop);
    }

    /// <summary>Telling somebody outlives the wait, and never fails it.</summary>
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
