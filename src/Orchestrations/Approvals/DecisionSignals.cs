using DurableTeams.Runs;
using DurableTeams.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Approvals;

/// <summary>Tells the orchestrations that wait of decisions that are stored.</summary>
public sealed class DecisionSignals(ILogger<DecisionSignals> logger)
{
    /// <summary>Raises a decision's event. False where that fails; the decision stays undelivered then, and is raised again later.</summary>
    public async Task<bool> TryRaiseAsync(RequirementRecord requirement, DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        ArgumentNullException.ThrowIfNull(client);
        if (requirement.Decision is not { } decision) return false;
        try
        {
            await client.RaiseEventAsync(
                requirement.MemberRunId,
                requirement.RequirementId,
                new DecisionSignal(decision, requirement.EndedPause),
                CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning(exception, "The decision on {RequirementId} could not be signalled yet", requirement.RequirementId);
            return false;
        }
    }
}
