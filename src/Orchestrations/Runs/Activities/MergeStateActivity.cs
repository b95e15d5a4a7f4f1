using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Tools.BuiltIn;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// Applies changes of the session state: agent by agent in the given order, and each agent's changes in the order in which the
/// agent made them.
/// </summary>
internal sealed class MergeStateActivity(IRunStore store, TimeProvider time) : TaskActivity<MergeStateInput, bool>
{
    /// <inheritdoc/>
    public override async Task<bool> RunAsync(TaskActivityContext context, MergeStateInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        JsonElement? all = null;
        foreach (var agent in input.Agents)
        {
            foreach (var patch in Patches(await store.ListMessagesAsync(input.RunId, agent.MemberRunId), agent.From))
            {
                all = all is { } before ? JsonMergePatch.Compose(before, patch) : patch;
            }
        }

        if (all is { } changes) await store.CommitAsync(new RunChange(input.RunId, time.GetUtcNow()) { StatePatch = changes });
        return true;
    }

    private static IEnumerable<JsonElement> Patches(IReadOnlyList<MessageRecord> messages, int from)
    {
        foreach (var answer in messages.Where(message => message.Turn >= from && message.Calls is not null))
        {
            foreach (var (index, call) in answer.Calls!.Index().Where(call => call.Item.Name == UpdateStateTool.ToolName))
            {
                var accepted = messages.Any(message => message.Turn == answer.Turn && message.Slot == 1 + index
                    && message.Status == ToolCallStatus.Completed);
                if (accepted) yield return UpdateStateTool.PatchOf(call);
            }
        }
    }
}
