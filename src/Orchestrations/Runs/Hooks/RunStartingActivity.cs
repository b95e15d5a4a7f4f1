using DurableTeams.Contracts.Hooks;
using DurableTeams.Hooks;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Hooks;

/// <summary>Asks hooks before a run works. The run's history keeps what they said.</summary>
internal sealed class RunStartingActivity(IRunStore store, HookSet hooks, TimeProvider time)
    : TaskActivity<AgentRef, RunStartingResult>
{
    /// <inheritdoc/>
    public override async Task<RunStartingResult> RunAsync(TaskActivityContext context, AgentRef? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // A deleted run has nobody to work for.
        if (await store.FindRunAsync(input.RunId) is not { } run) return new RunStartingResult();
        var asked = RunContexts.Of(run);
        await foreach (var (hook, verdict, failure) in hooks.AskAsync<IRunHook, RunVerdict>(
            (each, cancellationToken) => each.BeforeAsync(asked, cancellationToken)))
        {
            if ((failure ?? verdict!.Reason) is not { } reason) continue;
            var note = new HookNote(
                hook, HookWords.Run, HookWords.Before, verdict is null ? HookWords.Failed : HookWords.Blocked,
                HookSet.Cut(reason));
            await store.CommitAsync(
                new RunChange(input.RunId, time.GetUtcNow()) { Events = [.. HookEvents.OfRun(input, [note])] });
            return new RunStartingResult(note.Code, note.Words);
        }

        return new RunStartingResult();
    }
}
