using DurableTeams.Contracts;
using DurableTeams.Contracts.Remote;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>
/// Talks with an A2A agent about one attempt of a piece of work: looks at its task until there is nothing more to do. Between
/// two looks a durable timer runs; a change of the work, or its end, ends the wait. After some looks the orchestration begins
/// anew, so that its history stays short.
/// </summary>
internal sealed class A2AOrchestrator : TaskOrchestrator<A2AInput, bool>
{
    private const int Looks = 20;

    /// <inheritdoc/>
    /// <returns>True: there is nothing more to do.</returns>
    public override async Task<bool> RunAsync(TaskOrchestrationContext context, A2AInput? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        Task ended = context.WaitForExternalEvent<string?>(RunSignals.WorkLeft);
        var (change, changed) = (0, Task.CompletedTask);
        for (var look = 0; look < Looks; look++)
        {
            var standing = await context.CallActivityAsync<A2AStanding>(TaskNames.A2ACall, input, ActivityCalls.Activity);
            if (standing.Done) return true;
            input = input with { State = standing.State };
            // One wait for each change: an event is taken by the wait for its name that is the oldest.
            if (change != standing.Told + 1)
            {
                change = standing.Told + 1;
                changed = context.WaitForExternalEvent<string?>(RunSignals.Work(input.WorkId, change));
            }

            using var waiting = new CancellationTokenSource();
            await Task.WhenAny(
                context.CreateTimer(TimeSpan.FromMilliseconds(standing.WaitMs), waiting.Token), changed, ended);
            waiting.Cancel();
            // Heard once; what is left is to leave.
            if (ended.IsCompleted) ended = new TaskCompletionSource().Task;
        }

        context.ContinueAsNew(input);
        return false;
    }
}
