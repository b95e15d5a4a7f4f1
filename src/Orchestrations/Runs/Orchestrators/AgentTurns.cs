using DurableTeams.Contracts;
using DurableTeams.Json;
using DurableTeams.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>The turns of one agent: asks its model, counts steps and repairs, and tries again where that may help.</summary>
internal sealed class AgentTurns(
    TaskOrchestrationContext context, AgentRef agent, RunPlan plan, WorkTime time, CancelOrTimeout interruption,
    IReadOnlyList<TokenBudget>? budgets, bool appliesState)
{
    private const int Repairs = 2;

    private int _turn;
    private int _repaired;

    /// <summary>The usage of the agent so far.</summary>
    public Usage Used { get; private set; } = Usage.None;

    /// <summary>The number of the last turn, from 1.</summary>
    public int Turn => _turn;

    /// <summary>The turns' changes of the session state that are still to be applied; null for none.</summary>
    public StatePatchRange? Patched { get; private set; }

    // A retried run gets its limits once more: otherwise it could only fail again.
    private int Grants => agent.Attempt + 1;

    /// <summary>Counts a tool call that ran.</summary>
    public void CountToolCall() => Used += new Usage(0, 0, 0, 1);

    /// <summary>Asks the agent's model for its next turn, and again where the answer does not fit.</summary>
    /// <param name="answers">Answers to the turn before that are not recorded yet.</param>
    /// <param name="results">Results of tasks.</param>
    /// <param name="openTasks">How many tasks are open.</param>
    /// <exception cref="RunFailedException">A limit is reached, the provider keeps failing, or no time is left.</exception>
    public async Task<ModelCallResult> NextAsync(
        IReadOnlyList<CallAnswer>? answers = null, IReadOnlyList<MessagePart>? results = null, int openTasks = 0)
    {
        while (true)
        {
            var result = await AskAsync(answers, results, openTasks);
            if (result.Invalid is null) return result;
            if (++_repaired > Repairs * Grants)
            {
                var error = result.Absent
                    ? RunErrors.Error(
                        agent, "noAnswer", $"did not answer, and not when it was asked {Repairs} times more: {result.Invalid}")
                    : RunErrors.Error(
                        agent,
                        "invalidOutput",
                        $"did not answer as asked for, and not after {Repairs} repairs: {result.Invalid}");
                throw new RunFailedException(error, agent.MemberRunId);
            }

            (answers, results) = (null, null);
        }
    }

    private async Task<ModelCallResult> AskAsync(
        IReadOnlyList<CallAnswer>? answers, IReadOnlyList<MessagePart>? results, int openTasks)
    {
        if (_turn == plan.MaxSteps * Grants && !TeamModes.AsksPeople(agent.Brief))
        {
            throw Failed("maxSteps", $"took {plan.MaxSteps} model turns without an answer (limits.maxSteps)");
        }

        _turn++;
        var input = new ModelCallInput(agent, _turn, Used, answers, results, openTasks, budgets, appliesState);
        for (var attempt = 1; ; attempt++)
        {
            interruption.ThrowIfOver();
            var from = time.Spent;
            var call = context.CallActivityAsync<ModelCallResult>(
                TaskNames.ModelCall,
                input with { LeftMs = time.LeftMs, Tries = (agent.Attempt * plan.ModelAttempts) + attempt - 1 },
                ActivityCalls.Activity);
            await interruption.WaitAsync(call);
            var result = await call;
            interruption.ThrowIfAnsweredEarly(result.Left);
            time.Add(from, result.WorkedMs);
            // An answer that does not count is paid for, too.
            Used = result.Used;
            if (result.Failure is null)
            {
                if (result.Patched) Patched ??= new StatePatchRange(agent.MemberRunId, _turn);
                return result;
            }

            if (result.Failure.Code is { } code) throw Failed(code, result.Failure.Message);
            if (!result.Failure.Transient || attempt >= plan.ModelAttempts)
            {
                throw Failed(
                    "modelFailed", $"could not get an answer from its model in {attempt} attempt(s): {result.Failure.Message}");
            }

            await BackOffAsync(attempt, result.Failure);
        }
    }

    private async Task BackOffAsync(int attempt, CallFailure failure)
    {
        var wait = ActivityCalls.Backoff(plan.ModelBackoffMs, attempt, failure.RetryAfterMs);
        // In runs that began with durable timers, the timer cuts this wait short.
        if (plan.CountsSteps && failure.RetryAfterMs is { } asked)
            wait = TimeSpan.FromMilliseconds(Math.Max(wait.TotalMilliseconds, asked));
        // Waiting until no time is left would only hide the provider's message.
        if (!time.TryWait(wait))
        {
            throw Failed(
                "modelFailed",
                $"could not get an answer from its model in {attempt} attempt(s), "
                    + $"and would have to wait {Duration.Format(Whole(wait))}, longer than it may still work: {failure.Message}");
        }

        using var stop = new CancellationTokenSource();
        var backoff = context.CreateTimer(wait, stop.Token);
        try
        {
            await interruption.WaitAsync(backoff);
        }
        catch
        {
            // Not CancelAsync: that would leave the orchestrator's thread.
#pragma warning disable CA1849
            stop.Cancel();
#pragma warning restore CA1849
            throw;
        }
    }

    private static TimeSpan Whole(TimeSpan wait) => TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));

    private RunFailedException Failed(string code, string what) => new(RunErrors.Error(agent, code, what));
}
