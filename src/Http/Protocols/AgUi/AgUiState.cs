using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using DurableTeams.Storage;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>The state of the session, where the team has one: whole at first, then what changed (RFC 6902).</summary>
internal sealed class AgUiState(IRunStore store, string sessionId)
{
    private JsonElement? _told;

    /// <summary>The event; null where nothing changed, or the team has no state.</summary>
    public async Task<JsonObject?> ReadAsync(CancellationToken cancellationToken)
    {
        if ((await store.FindSessionStateAsync(sessionId, cancellationToken))?.State is not { } state) return null;
        var before = _told;
        _told = state;
        if (before is not { ValueKind: JsonValueKind.Object } known || state.ValueKind != JsonValueKind.Object)
            return AgUiFrame.Of("STATE_SNAPSHOT", ("snapshot", Node(state)));
        var patch = Patch(known, state);
        return patch.Count == 0 ? null : AgUiFrame.Of("STATE_DELTA", ("delta", patch));
    }

    /// <summary>What makes one object of another, by whole members.</summary>
    internal static JsonArray Patch(JsonElement before, JsonElement after)
    {
        var patch = new JsonArray();
        foreach (var member in before.EnumerateObject())
        {
            if (!after.TryGetProperty(member.Name, out _))
                patch.Add(AgUiFrame.Part(("op", "remove"), ("path", Pointer(member.Name))));
        }

        foreach (var member in after.EnumerateObject())
        {
            var known = before.TryGetProperty(member.Name, out var old);
            if (known && JsonElement.DeepEquals(old, member.Value)) continue;
            patch.Add(new JsonObject
            {
                ["op"] = known ? "replace" : "add",
                ["path"] = Pointer(member.Name),
                ["value"] = Node(member.Value),
            });
        }

        return patch;
    }

    private static string Pointer(string name) =>
        "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static JsonNode? Node(JsonElement value) => JsonSerializer.SerializeToNode(value, ContractJson.Answers);
}
