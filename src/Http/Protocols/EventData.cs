using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols;

/// <summary>Reads the data of events, also of events that an earlier release wrote with fewer fields.</summary>
internal static class EventData
{
    /// <summary>A member of the data; null where it has none.</summary>
    public static JsonElement? Find(this RunEvent item, string name) =>
        item.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var value)
            && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text.</summary>
    public static string? Text(this RunEvent item, string name) =>
        item.Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A number.</summary>
    public static int? Number(this RunEvent item, string name) =>
        item.Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    /// <summary>The items of an array.</summary>
    public static IEnumerable<JsonElement> Items(this RunEvent item, string name) =>
        item.Find(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];
}
