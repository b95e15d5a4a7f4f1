using DurableTeams.Contracts;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities;

/// <summary>Decides that a requirement has expired, unless somebody decided before. Returns the decision that counts.</summary>
internal sealed class ExpireActivity(IRunStore store, TimeProvider time) : TaskActivity<RequirementInput, DecisionSignal>
{
    /// <inheritdoc/>
    public override async Task<DecisionSignal> RunAsync(TaskActivityContext context, RequirementInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var asked = await FindAsync(input);
        if (asked.Decision is null)
        {
            // The timer and this clock may differ by a moment; the activity does not wait for that moment.
            var now = time.GetUtcNow();
            var at = asked.ExpiresAt is { } limit && limit > now ? limit : now;
            await store.DecideAsync(
                input.RunId, [new DecisionRecord(input.RequirementId, DecisionKinds.Expire, at) { From = "timer" }]);
            asked = await FindAsync(input);
        }

        return new DecisionSignal(asked.Decision ?? DecisionKinds.Expire, asked.EndedPause);
    }

    private async Task<RequirementRecord> FindAsync(RequirementInput input) =>
        await store.FindRequirementAsync(input.RequirementId)
            ?? throw new InvalidOperationException($"Requirement '{input.RequirementId}' is not in the store.");
}
