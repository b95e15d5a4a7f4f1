using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>In a retried run, a member run that ended before is not run again.</summary>
internal static class EarlierOutcome
{
    /// <summary>How the member run ended before, or null if it must be run.</summary>
    public static async Task<MemberRunResult?> FindAsync(TaskOrchestrationContext context, AgentRef agent) => agent.Attempt == 0
        ? null
        : await context.CallActivityAsync<MemberRunResult?>(TaskNames.Outcome, agent, ActivityCalls.Activity);
}
