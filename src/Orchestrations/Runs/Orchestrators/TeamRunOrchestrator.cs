using DurableTeams.Contracts;
using DurableTeams.Contracts.Hooks;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>A run: starts, lets its mode decide who is asked what, ends. Always returns its status; never throws.</summary>
internal sealed class TeamRunOrchestrator : TaskOrchestrator<TeamRunInput, RunStatus>
{
    private const int MostTellings = 5;

    /// <inheritdoc/>
    public override async Task<RunStatus> RunAsync(TaskOrchestrationContext context, TeamRunInput? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var leader = new AgentRef(
            RunIds.Leader(input.RunId), input.TeamId, input.SessionId, input.DefinitionVersion, Attempt: input.Attempt);
        var result = await new TeamRun(
            context, new MemberRunInput(leader, input.Plan), input.ActiveAgent, input.Hooks).RunAsync();
        if (input.Hooks) await TellHooksAsync(context, leader);
        return result.Status;
    }

    /// <summary>Before this orchestration ends, so that a retry, which replaces it, takes no notification away.</summary>
    private static async Task TellHooksAsync(TaskOrchestrationContext context, AgentRef leader)
    {
        IReadOnlyList<string>? untold = null;
        for (var attempt = 1; ; attempt++)
        {
            var result = await context.CallActivityAsync<RunEndedResult>(
                TaskNames.RunEnded, new RunEndedInput(leader, untold), ActivityCalls.Activity);
            if (result.Untold is not { Count: > 0 } failed || attempt == MostTellings) return;
            untold = failed;
            await context.CreateTimer(TimeSpan.FromSeconds(Math.Pow(2, attempt - 1)), CancellationToken.None);
        }
    }
}
