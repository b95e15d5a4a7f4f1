using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Tools.BuiltIn;

namespace DurableTeams.Runs.Turns;

/// <summary>The changes of the session state that are refused because the state would become too large.</summary>
internal static class StateLimits
{
    private static readonly JsonElement Empty = JsonSerializer.SerializeToElement(new { });

    /// <summary>
    /// For a new turn, all of its changes or none, by the present state. Changes that others make meanwhile count when the
    /// change is applied.
    /// </summary>
    public static async Task<IReadOnlySet<int>?> RefusedAsync(IRunStore store, AgentRef agent, MessageRecord answer)
    {
        var calls = (answer.Calls ?? []).Index().Where(call => call.Item.Name == UpdateStateTool.ToolName).ToList();
        if (calls.Count == 0) return null;
        var before = (await store.FindSessionStateAsync(agent.SessionId))?.State ?? Empty;
        var after = before;
        foreach (var (_, call) in calls)
        {
            if (call.Arguments.ValueKind == JsonValueKind.Object && call.Arguments.TryGetProperty("patch", out var patch)
                && patch.ValueKind == JsonValueKind.Object)
                after = JsonMergePatch.Apply(after, patch);
        }

        return SessionStateLimit.Refuses(before, after) ? calls.Select(call => call.Index).ToHashSet() : null;
    }

    /// <summary>For a recorded turn, the changes that its messages say were refused.</summary>
    public static IReadOnlySet<int> RefusedCalls(IEnumerable<MessageRecord> messages, int turn) =>
        messages.Where(message => message.Turn == turn && message.Slot > 0 && message.Status == ToolCallStatus.Failed)
            .Select(message => message.Slot - 1).ToHashSet();
}
