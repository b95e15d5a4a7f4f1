using DurableTeams.Contracts;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// Notifies an address of a requirement: tries for a day, waiting longer each time, until the address accepts or the
/// requirement is decided.
/// </summary>
internal sealed class NotifyOrchestrator : TaskOrchestrator<NotifyInput, bool>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    /// <returns>Whether no further attempt is needed.</returns>
    public override async Task<bool> RunAsync(TaskOrchestrationContext context, NotifyInput? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var began = context.CurrentUtcDateTime;
        var wait = TimeSpan.FromSeconds(1);
        for (var attempt = 1; ; attempt++)
        {
            var result = await context.CallActivityAsync<NotifyResult>(
                TaskNames.NotifyCall, input with { Attempt = attempt }, ActivityCalls.Activity);
            if (!result.TryAgain) return true;
            var asked = TimeSpan.FromMilliseconds(result.RetryAfterMs ?? 0);
            var next = asked > wait ? asked : wait;
            if (context.CurrentUtcDateTime + next - began > Day) return false;
            await context.CreateTimer(next, CancellationToken.None);
            wait = wait * 2 < Longest ? wait * 2 : Longest;
        }
    }
}
