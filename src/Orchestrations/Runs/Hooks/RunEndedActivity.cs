using DurableTeams.Contracts.Hooks;
using DurableTeams.Hooks;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Hooks;

/// <summary>Tells hooks that a run has ended.</summary>
internal sealed class RunEndedActivity(IRunStore store, HookSet hooks) : TaskActivity<RunEndedInput, RunEndedResult>
{
    /// <inheritdoc/>
    public override async Task<RunEndedResult> RunAsync(TaskActivityContext context, RunEndedInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // A retry that came first makes the run work again: its own end is told.
        if (await store.FindRunAsync(input.Leader.RunId) is not { } run || !run.Status.IsFinal()) return new RunEndedResult();
        var (told, end) = (RunContexts.Of(run), new RunEnd(run.Status, run.Output, run.Error));
        List<string> untold = [];
        await foreach (var (hook, verdict, _) in hooks.AskAsync<IRunHook, RunVerdict>(
            async (each, cancellationToken) =>
            {
                await each.AfterAsync(told, end, cancellationToken);
                return RunVerdict.Pass;
            },
            input.Untold))
        {
            if (verdict is null) untold.Add(hook);
        }

        return new RunEndedResult(untold.Count == 0 ? null : untold);
    }
}
