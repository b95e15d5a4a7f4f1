using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>A run: starts, lets its mode decide who is asked what, ends. Always returns its status; never throws.</summary>
internal sealed class TeamRunOrchestrator : TaskOrchestrator<TeamRunInput, RunStatus>
{
    /// <inheritdoc/>
    public override async Task<RunStatus> RunAsync(TaskOrchestrationContext context, TeamRunInput? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var leader = new AgentRef(
            RunIds.Leader(input.RunId), input.TeamId, input.SessionId, input.DefinitionVersion, Attempt: input.Attempt);
        var result = await new TeamRun(context, new MemberRunInput(leader, input.Plan), input.ActiveAgent).RunAsync();
        return result.Status;
    }
}
