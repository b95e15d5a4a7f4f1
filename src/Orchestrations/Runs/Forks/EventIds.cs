using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>Replaces ids in the data of events by those of the fork.</summary>
internal static class EventIds
{
    /// <summary>An event's data with the fork's ids.</summary>
    public static JsonElement? Of(RunEvent item, ForkIds ids)
    {
        if (item.Data is not { ValueKind: JsonValueKind.Object } data) return item.Data;
        return item.Type switch
        {
            RunEventTypes.RequirementCreated or RunEventTypes.RequirementResolved => With(data, "requirementId", ids),
            RunEventTypes.RunPaused => With(data, "requirements", ids),
            RunEventTypes.TaskUpdated => With(data, "memberRunId", ids),
            _ => data,
        };
    }

    private static JsonElement With(JsonElement data, string name, ForkIds ids)
    {
        if (!data.TryGetProperty(name, out var value)) return data;
        var changed = JsonObject.Create(data)!;
        changed[name] = value.ValueKind switch
        {
            JsonValueKind.String => ids.Of(value.GetString()!),
            JsonValueKind.Array =>
                new JsonArray([.. value.EnumerateArray().Select(id => JsonValue.Create(ids.Of(id.GetString()!)))]),
            _ => JsonNode.Parse(value.GetRawText()),
        };
        return JsonSerializer.SerializeToElement(changed);
    }
}
