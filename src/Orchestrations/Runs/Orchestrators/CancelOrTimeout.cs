using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// What ends an agent's work from outside: no time is left, or somebody cancels. Every wait of an agent is raced with it.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="agent">The member run.</param>
/// <param name="time">The agent's time.</param>
/// <param name="timedOut">Makes the exception for no time left: by the agent's own limit, or with the reason of an
/// event.</param>
internal sealed class CancelOrTimeout(
    TaskOrchestrationContext context, AgentRef agent, WorkTime time, Func<string?, Exception> timedOut)
{
    private readonly Task _cancelled = context.WaitForExternalEvent<string?>(RunSignals.Cancel);
    private readonly Task<string?> _timeUp = context.WaitForExternalEvent<string?>(RunSignals.TimeUp);
    private readonly Task _outOfTime = context.WaitForExternalEvent<string?>(RunSignals.OutOfTime(agent.Attempt));

    /// <summary>Waits for work, unless a cancellation or timeout comes first; work that is done wins.</summary>
    /// <exception cref="RunCancelledException">Somebody cancelled.</exception>
    /// <exception cref="RunFailedException">No time is left.</exception>
    /// <exception cref="TeamTimeUpException">The team above has no time left.</exception>
    public async Task WaitAsync(Task work)
    {
        var first = await Task.WhenAny(work, _cancelled, time.Expired, _timeUp, _outOfTime);
        if (first == work) return;
        if (first == _cancelled) throw new RunCancelledException();
        throw timedOut(first == _timeUp ? await _timeUp : null);
    }

    /// <summary>Call this before each step: no step starts without time left.</summary>
    /// <inheritdoc cref="WaitAsync"/>
    public void ThrowIfOver()
    {
        if (time.IsOver) throw TimedOut();
    }

    /// <summary>Call this after each step: a step that answered early may say so before the event does.</summary>
    /// <inheritdoc cref="WaitAsync"/>
    public void ThrowIfAnsweredEarly(EarlyAnswerReason why)
    {
        if (why == EarlyAnswerReason.OutOfTime) throw TimedOut();
        if (why == EarlyAnswerReason.Ended) throw new RunCancelledException();
    }

    /// <summary>The exception for no time left.</summary>
    public Exception TimedOut() => timedOut(null);
}
