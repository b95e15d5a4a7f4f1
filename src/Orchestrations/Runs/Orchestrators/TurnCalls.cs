using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// The tool calls of one turn, in parallel. Calls that are not gated run; each gated call waits for its own decision. When all
/// open calls wait, the member run is paused and its time stands still.
/// </summary>
// Its token source has no timer and no handle: nothing to dispose, and an orchestrator may be dropped at any await.
#pragma warning disable CA1001
internal sealed class TurnCalls(
    TaskOrchestrationContext context, AgentRef agent, RunPlan plan, int turn, IReadOnlyList<PlannedCall> calls,
    CancelOrTimeout interruption, WorkTime time, PauseSignals pauses)
#pragma warning restore CA1001
{
    private readonly List<Flow> _open = [];
    private readonly CancellationTokenSource _ended = new();
    private TaskCompletionSource _asks = new();

    /// <summary>How many tools ran.</summary>
    public int Executed { get; private set; }

    /// <summary>Returns when every call has its result recorded. Leaves no timer behind, however it ends.</summary>
    public async Task RunAsync()
    {
        try
        {
            await RunAllAsync();
        }
        finally
        {
            // Not CancelAsync: that would leave the orchestrator's thread.
#pragma warning disable CA1849
            _ended.Cancel();
#pragma warning restore CA1849
        }
    }

    private async Task RunAllAsync()
    {
        // A retried run finds calls that were made before; these count, and are not made again.
        Executed = calls.Count(call => call.Recorded);
        var planned = calls.Where(call => !call.Recorded).ToList();
        var next = 0;
        while (true)
        {
            // A call that waits for a person takes no place: only working calls count against maxParallel.
            while (next < planned.Count && (planned[next].Gated || _open.Count(flow => !flow.Waiting) < plan.MaxParallel))
            {
                _open.Add(new Flow(this, planned[next++]));
            }

            foreach (var done in _open.Where(flow => flow.Done.IsCompleted).ToList())
            {
                _open.Remove(done);
                await done.Done;
            }

            if (_open.Count == 0 && next == planned.Count) return;
            if (next < planned.Count && _open.Count(flow => !flow.Waiting) < plan.MaxParallel) continue;
            if (_open.All(flow => flow.Waiting))
            {
                await PauseAsync();
                continue;
            }

            await interruption.WaitAsync(
                Task.WhenAny(_open.Select(flow => flow.Waiting ? flow.Decision! : flow.Done).Append(_asks.Task)));
        }
    }

    /// <summary>
    /// Pauses the member run, since nothing in it goes on without a person, and returns when one of the decisions has come.
    /// </summary>
    private async Task PauseAsync()
    {
        var waiting = _open.Select(flow => flow.RequirementId!).ToList();
        time.Stop();
        pauses.Set(paused: true);
        var pause = new PauseInput(agent.RunId, agent.MemberRunId, waiting, context.CurrentUtcDateTime);
        var paused = context.CallActivityAsync(TaskNames.Pause, pause, ActivityCalls.Activity);
        await interruption.WaitAsync(paused);
        await paused;
        await interruption.WaitAsync(Task.WhenAny(_open.Select(flow => flow.Decision!)));
        time.Start();
        pauses.Set(paused: false);
    }

    /// <summary>A call that was running waits for a person now.</summary>
    private void Asks()
    {
        var asks = _asks;
        _asks = new TaskCompletionSource();
        asks.SetResult();
    }

    /// <summary>One call from its turn to its recorded result.</summary>
    private sealed class Flow
    {
        private readonly TurnCalls _calls;
        private readonly CallReference _call;
        private readonly int _attempts;

        public Flow(TurnCalls calls, PlannedCall planned)
        {
            _calls = calls;
            _attempts = planned.Attempts ?? calls.Plan.ToolAttempts;
            _call = new CallReference(calls.Agent.MemberRunId, calls.Turn, planned.Index);
            if (planned.Gated)
            {
                RequirementId = RunIds.Requirement(calls.Agent.MemberRunId, calls.Turn, planned.Index);
                Decision = planned.Decision is { } taken
                    ? Task.FromResult(new DecisionSignal(taken, null))
                    : new DecisionWait(calls.Context, calls.Agent, RequirementId, planned.Gate
                        ?? GatePlan.Plain, calls.Ended).WaitAsync();
            }

            Done = RunAsync(planned.Gate);
        }

        /// <summary>The requirement that the call waits for, or waited for last.</summary>
        public string? RequirementId { get; private set; }

        public Task<DecisionSignal>? Decision { get; private set; }

        public Task Done { get; }

        public bool Waiting => Decision is { IsCompleted: false };

        private async Task RunAsync(GatePlan? gate)
        {
            var allowedBy = RequirementId;
            if (Decision is not null && !Runs(await Decision))
            {
                await SettleAsync(gate);
                return;
            }

            for (var again = 0; await CallAsync(allowedBy, again) is { Unknown: { } unknown } result; again++)
            {
                RequirementId = unknown;
                Decision = result.Decision is { } taken
                    ? Task.FromResult(new DecisionSignal(taken, null))
                    : new DecisionWait(
                        _calls.Context, _calls.Agent, unknown, new GatePlan(Notifies: result.Notifies), _calls.Ended).WaitAsync();
                _calls.Asks();
                if (Runs(await Decision)) continue;
                await SettleAsync(null);
                return;
            }

            _calls.Executed++;
        }

        private static bool Runs(DecisionSignal signal) =>
            signal.Decision is DecisionKinds.Approve or DecisionKinds.Answer or DecisionKinds.Retry;

        /// <summary>
        /// Makes the call, and tries again where that may help, until its result is recorded or its outcome is unknown.
        /// </summary>
        private async Task<ToolCallResult> CallAsync(string? allowedBy, int again)
        {
            for (var attempt = 1; ; attempt++)
            {
                var last = attempt >= _attempts;
                _calls.Interruption.ThrowIfOver();
                var from = _calls.Time.Spent;
                var input = new ToolCallInput(_calls.Agent, _call, attempt, last, allowedBy, again, _calls.Time.LeftMs);
                var result = await _calls.Context.CallActivityAsync<ToolCallResult>(
                    TaskNames.ToolCall, input, ActivityCalls.Activity);
                _calls.Interruption.ThrowIfAnsweredEarly(result.Left);
                _calls.Time.Add(from, result.WorkedMs);
                if (!result.TryAgain || last) return result;
                var wait = ActivityCalls.Backoff(_calls.Plan.ToolBackoffMs, attempt, result.RetryAfterMs);
                if (!_calls.Time.TryWait(wait)) throw _calls.Interruption.TimedOut();
                await _calls.Context.CreateTimer(wait, _calls.Ended);
            }
        }

        private async Task SettleAsync(GatePlan? gate)
        {
            var settle = new SettleInput(_calls.Agent, _call, RequirementId!, _calls.Context.CurrentUtcDateTime);
            await _calls.Context.CallActivityAsync(TaskNames.Settle, settle, ActivityCalls.Activity);
            var decision = await Decision!;
            if (decision.Decision == DecisionKinds.Expire && gate is { FailsOnExpiry: true })
                throw new RunFailedException(RunErrors.Error(
                    _calls.Agent, "approvalExpired", "waited for a decision that nobody took in time (approve.expires)"));
        }
    }

    private TaskOrchestrationContext Context => context;

    private AgentRef Agent => agent;

    private RunPlan Plan => plan;

    private CancellationToken Ended => _ended.Token;

    private WorkTime Time => time;

    private CancelOrTimeout Interruption => interruption;

    private int Turn => turn;
}
