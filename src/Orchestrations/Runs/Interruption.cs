using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Runs;

/// <summary>What may end an agent's work from outside: its time is up, or someone cancels. Every wait of an agent is raced with it.</summary>
/// <param name="context">The orchestration.</param>
/// <param name="clock">The agent's time.</param>
/// <param name="timedOut">The error once it is up: by the agent's own limit, or by someone's word, which says what happened.</param>
internal sealed class Interruption(TaskOrchestrationContext context, WorkClock clock, Func<string?, RunError> timedOut)
{
    private readonly Task _cancelled = context.WaitForExternalEvent<string?>(RunSignals.Cancel);
    private readonly Task<string?> _timeUp = context.WaitForExternalEvent<string?>(RunSignals.TimeUp);

    /// <summary>What is left of the agent's time.</summary>
    public TimeSpan Left => clock.Left;

    /// <summary>Waits for work, unless an interruption comes first; work that is done wins.</summary>
    /// <exception cref="RunCancelledException">Someone cancelled.</exception>
    /// <exception cref="RunFailedException">The time is up.</exception>
    public async Task WaitAsync(Task work)
    {
        var first = await Task.WhenAny(work, _cancelled, clock.Expired, _timeUp);
        if (first == work) return;
        if (first == _cancelled) throw new RunCancelledException();
        throw new RunFailedException(timedOut(first == _timeUp ? await _timeUp : null));
    }
}
