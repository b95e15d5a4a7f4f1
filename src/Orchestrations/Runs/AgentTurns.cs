using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Runs;

/// <summary>The turns of one agent: asks its model, counts steps and tokens, tries again what may succeed.</summary>
internal sealed class AgentTurns(TaskOrchestrationContext context, AgentRef agent, RunPlan plan, Interruption interruption, bool endsRun)
{
    private int _turn;

    /// <summary>What the agent used so far.</summary>
    public Usage Used { get; private set; } = Usage.None;

    /// <summary>The turn asked for last, from 1.</summary>
    public int Turn => _turn;

    /// <summary>Counts a tool call that ran.</summary>
    public void CountToolCall() => Used += new Usage(0, 0, 0, 1);

    /// <summary>Asks the agent's model for its next turn.</summary>
    /// <param name="answers">Answers to the turn before that are not recorded yet.</param>
    /// <param name="tokensLeft">What the run may still use; null for no bound.</param>
    /// <exception cref="RunFailedException">A limit is reached, the provider keeps failing, or time is up.</exception>
    public async Task<ModelCallResult> NextAsync(IReadOnlyList<CallAnswer>? answers, long? tokensLeft)
    {
        if (_turn == plan.MaxSteps)
        {
            throw Failed("maxSteps", $"took {plan.MaxSteps} model turns without an answer (limits.maxSteps)");
        }

        if (tokensLeft <= 0)
        {
            throw Failed("maxTokens", $"may not be asked again: the run used up its {plan.MaxTokens} tokens (limits.maxTokens)");
        }

        _turn++;
        var input = new ModelCallInput(agent, _turn, Used, answers, endsRun);
        for (var attempt = 1; ; attempt++)
        {
            var call = context.CallActivityAsync<ModelCallResult>(TaskNames.ModelCall, input, Tasks.Activity);
            await interruption.WaitAsync(call);
            var result = await call;
            if (result.Failure is null)
            {
                Used = result.Used;
                return result;
            }

            if (!result.Failure.Transient || attempt >= plan.ModelAttempts)
            {
                throw Failed("modelFailed", $"could not get an answer from its model in {attempt} attempt(s): {result.Failure.Message}");
            }

            using var stop = new CancellationTokenSource();
            var backoff = context.CreateTimer(Tasks.Backoff(plan.ModelBackoffMs, attempt, result.Failure.RetryAfterMs), stop.Token);
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
    }

    private RunFailedException Failed(string code, string what) => new(Describe.Error(agent, code, what));
}
