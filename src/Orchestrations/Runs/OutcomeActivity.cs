using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Runs;

/// <summary>How an agent run ended before the run was retried, out of what it recorded.</summary>
public sealed class OutcomeActivity(IRunStore store, ITeamCatalog catalog, TurnReader reader, TimeProvider time) : TaskActivity<AgentRef, MemberRunResult?>
{
    /// <inheritdoc/>
    /// <returns>Its result, or null if it has not ended.</returns>
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
        return new MemberRunResult(run.Status, Ending: reader.Read(team, input, last, turn, time.GetUtcNow()).Result(Usage.None).Ending);
    }
}
