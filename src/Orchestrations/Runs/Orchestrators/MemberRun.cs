using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// A member run as its delegating team sees it: open until done, and paused in between as often as its events say so.
/// </summary>
// Its token source has no timer and no handle: nothing to dispose, and an orchestrator may be dropped at any await.
#pragma warning disable CA1001
internal sealed class MemberRun
#pragma warning restore CA1001
{
    private readonly TaskOrchestrationContext _context;
    private readonly CancellationTokenSource _stopListening = new();
    private TaskCompletionSource _change = new();

    public MemberRun(TaskOrchestrationContext context, string orchestration, MemberRunInput input, int index, TimeSpan from)
    {
        _context = context;
        Agent = input.Agent;
        Index = index;
        From = from;
        Done = RunAsync(orchestration, input);
        _ = ListenAsync();
    }

    /// <summary>The member run.</summary>
    public AgentRef Agent { get; }

    /// <summary>The index among the members that were started together.</summary>
    public int Index { get; }

    /// <summary>How long the delegating team had worked when the member run started.</summary>
    public TimeSpan From { get; }

    /// <summary>How the member run ended. Never faults.</summary>
    public Task<MemberRunResult> Done { get; }

    /// <summary>Whether the member run cannot go on without a person.</summary>
    public bool Paused { get; private set; }

    /// <summary>Completes when the member run is done, or when it next pauses or goes on.</summary>
    public Task Changed => Task.WhenAny(Done, _change.Task);

    private async Task<MemberRunResult> RunAsync(string orchestration, MemberRunInput input)
    {
        try
        {
            var options = new SubOrchestrationOptions(instanceId: input.Agent.MemberRunId);
            return await _context.CallSubOrchestratorAsync<MemberRunResult>(orchestration, input, options);
        }
        catch (TaskFailedException failed)
        {
            var error = RunErrors.Error(input.Agent, "internal", $"failed: {failed.FailureDetails.ErrorMessage}");
            return new MemberRunResult(RunStatus.Failed, error);
        }
        finally
        {
            // Not CancelAsync: that would leave the orchestrator's thread.
#pragma warning disable CA1849
            _stopListening.Cancel();
#pragma warning restore CA1849
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            for (var pause = 1; ; pause++)
            {
                await _context.WaitForExternalEvent<string>(RunSignals.Paused(Agent.MemberRunId, pause), _stopListening.Token);
                Change(paused: true);
                await _context.WaitForExternalEvent<string>(RunSignals.Continued(Agent.MemberRunId, pause), _stopListening.Token);
                Change(paused: false);
            }
        }
        catch (OperationCanceledException)
        {
            // The member run is done.
        }
    }

    private void Change(bool paused)
    {
        Paused = paused;
        var change = _change;
        _change = new TaskCompletionSource();
        change.TrySetResult();
    }
}
