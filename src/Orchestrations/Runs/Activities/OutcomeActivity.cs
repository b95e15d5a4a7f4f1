using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities;

/// <summary>How a member run ended before the run was retried, read from its records.</summary>
internal sealed class OutcomeActivity(IRunStore store, ITeamCatalog catalog, TurnReader reader, TimeProvider time)
    : TaskActivity<AgentRef, MemberRunResult?>
{
    /// <inheritdoc/>
    /// <returns>The result of the member run, or null if it has not ended.</returns>
    public override async Task<MemberRunResult?> RunAsync(TaskActivityContext context, AgentRef? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var run = (await store.ListMemberRunsAsync(input.RunId)).FirstOrDefault(other => other.MemberRunId == input.MemberRunId);
        if (run is null || !run.Status.IsFinal()) return null;
        if (run.Status != RunStatus.Completed || input.IsLeader) return new MemberRunResult(run.Status, run.Error);
        var messages = await store.ListMessagesAsync(input.RunId, input.MemberRunId);
        var last = messages.Last(message => message.Slot == 0 && message.Turn > 0);
        var team = await catalog.GetPinnedAsync(input.DefinitionVersion);
        var turn = new TurnContext([.. messages.Where(message => message.Turn < last.Turn)], 0, AppliesState: false);
        var now = time.GetUtcNow();
        var reading = reader.Read(team, input, last, turn, now);
        // A hand-off beyond the limit was not followed, so the result does not have it.
        if (input.Brief?.Handoffs >= team.Limits.MaxHandoffs
            && reading.HandedOver(new RunChange(input.RunId, now)) is { Events.Count: > 0 } followed)
            await store.CommitAsync(followed);
        return new MemberRunResult(run.Status, Ending: reading.Result(Usage.None).Ending);
    }
}
