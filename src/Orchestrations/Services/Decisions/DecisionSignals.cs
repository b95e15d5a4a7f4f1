using DurableTeams.Contracts;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Services.Decisions;

/// <summary>Raises the events of stored decisions at the orchestrations that wait for them.</summary>
public sealed partial class DecisionSignals(ILogger<DecisionSignals> logger)
{
    /// <summary>
    /// Raises the event of a decision. False where that fails: the decision then stays undelivered, and the relay raises the
    /// event later.
    /// </summary>
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
            LogUnsignalled(exception, requirement.RunId, requirement.MemberRunId, requirement.RequirementId);
            return false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}, member run {MemberRunId}: the decision on {RequirementId} could not be signalled yet")]
    private partial void LogUnsignalled(Exception exception, string runId, string memberRunId, string requirementId);
}
