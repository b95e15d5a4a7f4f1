using DurableTeams.Contracts;
using DurableTeams.Contracts.Remote;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Remote;

/// <summary>
/// Sends work to an address: tries, waiting longer each time, until the address takes the work or the work's time is up.
/// </summary>
internal sealed class PushOrchestrator : TaskOrchestrator<PushInput, bool>
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    /// <returns>True: no further request is needed.</returns>
    public override async Task<bool> RunAsync(TaskOrchestrationContext context, PushInput? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var wait = TimeSpan.FromSeconds(1);
        for (var attempt = 1; ; attempt++)
        {
            var result = await context.CallActivityAsync<NotifyResult>(
                TaskNames.PushCall, input with { Attempt = attempt }, ActivityCalls.Activity);
            if (!result.TryAgain) return true;
            var asked = TimeSpan.FromMilliseconds(result.RetryAfterMs ?? 0);
            await context.CreateTimer(asked > wait ? asked : wait, CancellationToken.None);
            wait = wait * 2 < Longest ? wait * 2 : Longest;
        }
    }
}
