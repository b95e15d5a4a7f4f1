using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// Tells the orchestration above when this one cannot go on without a person, and when it can again; each change once.
/// </summary>
internal sealed class PauseSignals(TaskOrchestrationContext context, AgentRef agent)
{
    private bool _paused;
    private int _pauses;

    /// <summary>Sends the state, unless it was sent already.</summary>
    public void Set(bool paused)
    {
        if (paused == _paused) return;
        _paused = paused;
        if (paused) _pauses++;
        if (context.Parent is not { } parent) return;
        var signal = paused ? RunSignals.Paused(agent.MemberRunId, _pauses) : RunSignals.Continued(agent.MemberRunId, _pauses);
        context.SendEvent(parent.InstanceId, signal, string.Empty);
    }
}
