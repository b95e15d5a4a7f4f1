using System.Text.Json;
using DurableTeams.Runs;
using DurableTeams.Storage;
using DurableTeams.Tools;

namespace DurableTeams.Models;

/// <summary>Which changes of the session state a turn's calls may not make, since the state would become too large.</summary>
internal static class StateLimits
{
    private static readonly JsonElement s_empty = JsonSerializer.SerializeToElement(new { });

    /// <summary>All of a new turn, or none: by the state as it is now. What others change meanwhile is met when it is applied.</summary>
    public static async Task<IReadOnlySet<int>?> RefusedAsync(IRunStore store, AgentRef agent, MessageRecord answer)
    {
        var calls = (answer.Calls ?? []).Index().Where(call => call.Item.Name == UpdateStateTool.ToolName).ToList();
        if (calls.Count == 0) return null;
        var before = (await store.FindSessionStateAsync(agent.SessionId))?.State ?? s_empty;
        var after = before;
        foreach (var (_, call) in calls)
        {
            if (call.Arguments.ValueKind == JsonValueKind.Object && call.Arguments.TryGetProperty("patch", out var patch) && patch.ValueKind == JsonValueKind.Object)
                after = JsonMergePatch.Apply(after, patch);
        }

        return SessionStateLimit.Refuses(before, after) ? calls.Select(call => call.Index).ToHashSet() : null;
    }

    /// <summary>Those of a recorded turn, as they were told.</summary>
    public static IReadOnlySet<int> Refused(IEnumerable<MessageRecord> messages, int turn) =>
        messages.Where(message => message.Turn == turn && message.Slot > 0 && message.Status == ToolCallStatus.Failed).Select(message => message.Slot - 1).ToHashSet();
}
