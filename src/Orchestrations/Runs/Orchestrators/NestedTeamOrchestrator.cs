using DurableTeams.Contracts;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// The orchestration of a nested team, within the run of the team that delegated to it. Always returns how it ended; never
/// throws.
/// </summary>
internal sealed class NestedTeamOrchestrator : TaskOrchestrator<MemberRunInput, MemberRunResult>
{
    /// <inheritdoc/>
    public override async Task<MemberRunResult> RunAsync(TaskOrchestrationContext context, MemberRunInput? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        return await EarlierOutcome.FindAsync(context, input.Agent) ?? await new TeamRun(context, input).RunAsync();
    }
}
