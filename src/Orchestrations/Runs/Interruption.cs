using DurableTeams.Storage;

namespace DurableTeams.Runs;

/// <summary>What may end an agent's work from outside: its time is up, or someone cancels. Every wait of an agent is raced with it.</summary>
internal sealed class Interruption(Task cancelled, WorkClock clock, RunError timeout)
{
    /// <summary>Waits for work, unless an interruption comes first; work that is done wins.</summary>
    /// <exception cref="RunCancelledException">Someone cancelled.</exception>
    /// <exception cref="RunFailedException">The time is up.</exception>
    public async Task WaitAsync(Task work)
    {
        var first = await Task.WhenAny(work, cancelled, clock.Expired);
        if (first == work) return;
        if (first == cancelled) throw new RunCancelledException();
        throw new RunFailedException(timeout);
    }
}
