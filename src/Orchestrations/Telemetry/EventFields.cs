using System.Diagnostics;
using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>Reads the data of events, also of events that an earlier release wrote with fewer fields.</summary>
internal static class EventFields
{
    public static string? Text(this RunEvent item, string name) =>
        item.Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A text of the tool of a requirement.</summary>
    public static string? ToolText(this RunEvent item, string name) =>
        item.Find("tool") is { ValueKind: JsonValueKind.Object } tool && tool.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static long? Number(this RunEvent item, string name) =>
        item.Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static DateTimeOffset? Time(this RunEvent item, string name) =>
        item.Find(name) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time) ? time : null;

    /// <summary>The error of an end.</summary>
    public static RunError? Error(this RunEvent item) =>
        item.Find("error") is { ValueKind: JsonValueKind.Object } error
            ? error.Deserialize<RunError>(ContractJson.Options)
            : null;

    /// <summary>The call of a tool's event: by its place; in events without a place by its id.</summary>
    public static object Call(this RunEvent item) =>
        item.Number("turn") is { } turn && item.Number("index") is { } index ? (turn, index) : item.Text("callId") ?? "";

    /// <summary>The span of the request that caused the event.</summary>
    public static IReadOnlyList<SpanLinkView>? Links(this RunEvent item) =>
        ActivityContext.TryParse(item.Text("traceparent"), null, out var request)
            ? [new SpanLinkView(request.TraceId.ToHexString(), request.SpanId.ToHexString())]
            : null;

    private static JsonElement? Find(this RunEvent item, string name) =>
        item.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var value) ? value : null;
}
