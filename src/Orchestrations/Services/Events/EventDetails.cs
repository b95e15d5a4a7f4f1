using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Services.Events;

/// <summary>
/// Adds to events what is stored elsewhere: an answer's text and a tool's result are messages of their conversation. So the
/// events of runs that older versions recorded have them, too, and a text is stored once.
/// </summary>
public sealed class EventDetails(IRunStore store)
{
    /// <summary>Characters of a tool's result in an event. A longer one ends with <c>…</c>, and its <c>resultLength</c> is
    /// given; the conversation has all of it.</summary>
    public const int MaxResult = 64 * 1024;

    // A point read each, on Azure: side by side they take no longer than one.
    private const int AtOnce = 8;

    /// <summary>The events with these parts, in order.</summary>
    public async Task<IReadOnlyList<RunEvent>> WithAsync(
        IReadOnlyList<RunEvent> events, EventParts parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        List<RunEvent> detailed = [];
        foreach (var some in events.Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            detailed.AddRange(await Task.WhenAll(some.Select(item => WithAsync(item, parts))));
        }

        return detailed;
    }

    /// <summary>An event with these parts.</summary>
    public async Task<RunEvent> WithAsync(RunEvent item, EventParts parts)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Type switch
        {
            RunEventTypes.ModelCallCompleted when parts.HasFlag(EventParts.Text) && await AnswerAsync(item, 0) is { } answer =>
                Add(item, data =>
                {
                    if (answer.Text is not null) data["text"] = answer.Text;
                    if (answer.Calls is { Count: > 0 } calls) data["calls"] = new JsonArray([.. calls.Select(Call)]);
                }),
            RunEventTypes.ToolCallCompleted when parts.HasFlag(EventParts.Results) && Number(item, "index") is { } index
                && await AnswerAsync(item, 1 + index) is { Text: { } text } => Add(item, data =>
                {
                    data["result"] = text.Length <= MaxResult ? text : Start(text) + "…";
                    if (text.Length > MaxResult) data["resultLength"] = text.Length;
                }),
            RunEventTypes.MemberRunCompleted or RunEventTypes.RunCompleted when !parts.HasFlag(EventParts.Outputs) =>
                Add(item, data => data.Remove("output")),
            _ => item,
        };
    }

    private async Task<MessageRecord?> AnswerAsync(RunEvent item, int slot) =>
        item.MemberRunId is { } memberRunId && Number(item, "turn") is { } turn
            ? await store.Recent.FindMessageAsync(item.RunId, memberRunId, turn, slot)
            : null;

    // Not in the middle of a character.
    private static string Start(string text) => text[..(char.IsHighSurrogate(text[MaxResult - 1]) ? MaxResult - 1 : MaxResult)];

    private static JsonNode Call(StoredCall call) => new JsonObject
    {
        ["callId"] = call.CallId,
        ["name"] = call.Name,
        ["arguments"] = Node(call.Arguments),
    };

    private static int? Number(RunEvent item, string name) =>
        item.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;

    private static RunEvent Add(RunEvent item, Action<JsonObject> change)
    {
        if (item.Data is not { ValueKind: JsonValueKind.Object } known) return item;
        var data = (JsonObject)Node(known)!;
        change(data);
        return item with { Data = JsonSerializer.SerializeToElement(data, ContractJson.Compact) };
    }

    // Arguments may be nested deeper than JSON is by default.
    private static JsonNode? Node(JsonElement element) =>
        JsonSerializer.SerializeToNode(element, ContractJson.Compact);
}
