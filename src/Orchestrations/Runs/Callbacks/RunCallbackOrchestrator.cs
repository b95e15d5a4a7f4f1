using DurableTeams.Contracts;
using DurableTeams.Contracts.Callbacks;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Callbacks;

/// <summary>
/// Tells an address how a run stands, until the run has ended. It looks at the run by a timer, less often the longer nothing
/// happens, and at once when somebody decided. An address that does not accept is tried for a day.
/// </summary>
internal sealed class RunCallbackOrchestrator : TaskOrchestrator<RunCallbackInput, bool>
{
    /// <summary>The event that says: look now.</summary>
    public const string Look = "look";

    private const int LooksPerHistory = 100;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWhileWorking = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWhileResting = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    /// <returns>Whether all was told.</returns>
    public override async Task<bool> RunAsync(TaskOrchestrationContext context, RunCallbackInput? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var (after, attempt, wait) = (input.After, Math.Max(input.Attempt, 1), Shortest);
        var since = context.CurrentUtcDateTime;
        var told = context.WaitForExternalEvent<bool>(Look);
        for (var look = 0; look < LooksPerHistory || attempt > 1; look++)
        {
            var result = await context.CallActivityAsync<RunCallbackResult>(
                TaskNames.CallbackCall, input with { After = after, Attempt = attempt }, ActivityCalls.Activity);
            if (result.Ended) return true;
            if (!result.TryAgain || attempt == 1) since = context.CurrentUtcDateTime;
            attempt = result.TryAgain ? attempt + 1 : 1;
            if (context.CurrentUtcDateTime - since > Day) return false;
            wait = result.After == after && look > 0 ? Longer(wait, result) : Shortest;
            after = result.After;
            var rests = result is { TryAgain: false, RestsMs: { } rest } ? TimeSpan.FromMilliseconds(rest) : (TimeSpan?)null;
            var asked = TimeSpan.FromMilliseconds(result.RetryAfterMs ?? 0);
            await WaitAsync(
                context, rests is { } quiet ? Least(quiet, LongestWhileResting) : asked > wait ? asked : wait, told);
            if (told.IsCompleted) told = context.WaitForExternalEvent<bool>(Look);
        }

        context.ContinueAsNew(input with { After = after, Attempt = 1 });
        return true;
    }

    private static TimeSpan Longer(TimeSpan wait, RunCallbackResult result) =>
        Least(wait * 2, result.TryAgain ? LongestWhileResting : LongestWhileWorking);

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static async Task WaitAsync(TaskOrchestrationContext context, TimeSpan time, Task told)
    {
        using var ends = new CancellationTokenSource();
        await Task.WhenAny(context.CreateTimer(time > Shortest ? time : Shortest, ends.Token), told);
        // Not CancelAsync: that would leave the orchestrator's thread.
#pragma warning disable CA1849
        ends.Cancel();
#pragma warning restore CA1849
    }
}
