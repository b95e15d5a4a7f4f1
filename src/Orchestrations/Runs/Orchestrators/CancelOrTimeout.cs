using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>What may end an agent's work from outside: its time is up, or someone cancels. Every wait of an agent is raced with it.</summary>
/// <param name="context">The orchestration.</param>
/// <param name="agent">The member run.</param>
/// <param name="time">The agent's time.</param>
/// <param name="timedOut">What is thrown once it is up: by the agent's own limit, or by someone's word, which says what happened.</param>
internal sealed class CancelOrTimeout(TaskOrchestrationContext context, AgentRef agent, WorkTime time, Func<string?, Exception> timedOut)
{
    private readonly Task _cancelled = context.WaitForExternalEvent<string?>(RunSignals.Cancel);
    private readonly Task<string?> _timeUp = context.WaitForExternalEvent<string?>(RunSignals.TimeUp);
    private readonly Task _outOfTime = context.WaitForExternalEvent<string?>(RunSignals.OutOfTime(agent.Attempt));

    /// <summary>Waits for work, unless an interruption comes first; work that is done wins.</summary>
    /// <exception cref="RunCancelledException">Someone cancelled.</exception>
    /// <exception cref="RunFailedException">The time is up.</exception>
    /// <exception cref="TeamTimeUpException">The time of the team above is up.</exception>
    public async Task WaitAsync(Task work)
    {
        var first = await Task.WhenAny(work, _cancelled, time.Expired, _timeUp, _outOfTime);
        if (first == work) return;
        if (first == _cancelled) throw new RunCancelledException();
        throw timedOut(first == _timeUp ? await _timeUp : null);
    }

    /// <summary>To be asked before each step: there is none without time for it.</summary>
    /// <inheritdoc cref="WaitAsync"/>
    public void ThrowIfOver()
    {
        if (time.IsOver) throw TimedOut();
    }

    /// <summary>To be asked after each step: one that answered before its work was done may say so before the event does.</summary>
    /// <inheritdoc cref="WaitAsync"/>
    public void ThrowIfLeft(LeftBecause why)
    {
        if (why == LeftBecause.OutOfTime) throw TimedOut();
        if (why == LeftBecause.Ended) throw new RunCancelledException();
    }

    /// <summary>What is thrown when the agent's time is up.</summary>
    public Exception TimedOut() => timedOut(null);
}
