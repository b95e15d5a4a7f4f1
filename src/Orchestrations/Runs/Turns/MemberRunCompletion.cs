using DurableTeams.Contracts;
using DurableTeams.Modes;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Turns;

/// <summary>The changes that record the end of a member run.</summary>
internal static class MemberRunCompletion
{
    /// <summary>The change, with the end of the member run through its final turn.</summary>
    public static RunChange Of(
        RunChange change, AgentRef agent, List<MessageRecord> messages, string output, ModelCallResult result)
    {
        var asked = messages.FindLast(message => message.Turn == 0 && message.Parts is null && !ForkMessage.Is(message))?.Text
            ?? string.Empty;
        return Of(change, agent, ForkMessage.TaskWithMessages(asked, messages), output, result.Used, result.Ending);
    }

    /// <summary>The change, with the end of the member run.</summary>
    /// <param name="change">The other parts of the change.</param>
    /// <param name="agent">The member run; if it is the run's leader, the run ends too.</param>
    /// <param name="asked">The task of the member run.</param>
    /// <param name="output">The answer.</param>
    /// <param name="used">The usage of the member run.</param>
    /// <param name="ending">What the last turn means.</param>
    public static RunChange Of(
        RunChange change, AgentRef agent, string asked, string output, Usage used, TurnEnding? ending = null)
    {
        var said = output.Length == 0 && ending?.TransferTo is { } target ? $"(transferred to {target})" : output;
        return change with
        {
            Run = agent.LeadsRun ? new StatusPatch(RunStatus.Completed, output) : null,
            Members = [new MemberRunPatch(agent.MemberRunId, RunStatus.Completed, output, Usage: used)],
            SessionTurns = said.Length == 0 || TeamModes.AnswersInForm(agent.Brief)
                ? change.SessionTurns
                : [.. change.SessionTurns, new SessionTurn(
                    agent.SessionId, agent.RunId, agent.MemberRunId, InitialPrompt.AgentId(agent), asked, said, change.At)],
            Events = [.. change.Events, agent.LeadsRun
                ? new RunEventDraft(RunChanges.EndKey(agent), RunEventTypes.RunCompleted, Data: RunChanges.Data(new { output }))
                : new RunEventDraft(
                    RunChanges.EndKey(agent),
                    RunEventTypes.MemberRunCompleted,
                    agent.MemberRunId,
                    agent.MemberId,
                    RunChanges.Data(new { output }))],
        };
    }
}
