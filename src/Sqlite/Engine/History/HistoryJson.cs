using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.History;

/// <summary>
/// A turn as JSON for people, as it is exported (the database keeps it as <see cref="StoredTurn"/>):
/// <c>{"at":ticks,"in":[events],"out":[actions]}</c>. Payloads stand in it as the JSON they are; where the application's data
/// converter writes something else, as text.
/// </summary>
internal sealed class HistoryJson(bool payloadsAreJson)
{
    /// <summary>Compact, and without escapes that JSON does not need.</summary>
    public static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonEncodedText[] Events = Names<HistoryEventKind>();
    private static readonly JsonEncodedText[] Actions = Names<HistoryActionKind>();

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    /// <summary>Writes a turn; one thread at a time.</summary>
    public byte[] Write(HistoryTurn turn)
    {
        _buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_buffer, WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("at"u8, turn.At);
        writer.WriteStartArray("in"u8);
        foreach (var entry in turn.Events) Write(writer, entry);
        writer.WriteEndArray();
        writer.WriteStartArray("out"u8);
        foreach (var action in turn.Actions) Write(writer, action);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes events that wait for a turn of their own.</summary>
    public string WriteEvents(IReadOnlyList<HistoryEvent> events)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions))
        {
            writer.WriteStartArray();
            foreach (var entry in events) Write(writer, entry);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Reads a turn.</summary>
    public static HistoryTurn Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        var turn = new HistoryTurn(root.GetProperty("at"u8).GetInt64());
        foreach (var entry in root.GetProperty("in"u8).EnumerateArray()) turn.Events.Add(ReadEvent(entry));
        foreach (var action in root.GetProperty("out"u8).EnumerateArray()) turn.Actions.Add(ReadAction(action));
        return turn;
    }

    /// <summary>Reads what <see cref="WriteEvents"/> wrote.</summary>
    public static IReadOnlyList<HistoryEvent> ReadEvents(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(ReadEvent)];
    }

    private void Write(Utf8JsonWriter writer, HistoryEvent entry)
    {
        writer.WriteStartObject();
        writer.WriteString("e"u8, Events[(int)entry.Kind]);
        if (entry.Id >= 0) writer.WriteNumber("id"u8, entry.Id);
        if (entry.Name is { } name) writer.WriteString("name"u8, name);
        WriteOutcome(writer, entry.Payload, entry.Failure);
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, HistoryAction action)
    {
        writer.WriteStartObject();
        writer.WriteString("a"u8, Actions[(int)action.Kind]);
        writer.WriteNumber("id"u8, action.Id);
        if (action.Name is { } name) writer.WriteString("name"u8, name);
        if (action.InstanceId is { } instance) writer.WriteString("instance"u8, instance);
        if (action.Due != 0) writer.WriteNumber("due"u8, action.Due);
        WriteOutcome(writer, action.Payload, action.Failure);
        writer.WriteEndObject();
    }

    private void WriteOutcome(Utf8JsonWriter writer, string? payload, TaskFailureDetails? failure)
    {
        if (payload is not null && payloadsAreJson)
        {
            writer.WritePropertyName("value"u8);
            writer.WriteRawValue(payload, skipInputValidation: true);
        }
        else if (payload is not null)
        {
            writer.WriteString("text"u8, payload);
        }

        if (failure is null) return;
        writer.WritePropertyName("failure"u8);
        FailureJson.Write(writer, failure);
    }

    private static HistoryEvent ReadEvent(JsonElement json) => new(
        Kind(json.GetProperty("e"u8), Events, (int index) => (HistoryEventKind)index),
        json.TryGetProperty("id"u8, out var id) ? id.GetInt32() : -1,
        Text(json, "name"u8),
        Payload(json),
        Failure(json));

    private static HistoryAction ReadAction(JsonElement json) => new(
        Kind(json.GetProperty("a"u8), Actions, (int index) => (HistoryActionKind)index),
        json.GetProperty("id"u8).GetInt32(),
        Text(json, "name"u8),
        Text(json, "instance"u8),
        json.TryGetProperty("due"u8, out var due) ? due.GetInt64() : 0,
        Payload(json),
        Failure(json));

    private static T Kind<T>(JsonElement json, JsonEncodedText[] names, Func<int, T> make)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (json.ValueEquals(names[i].EncodedUtf8Bytes)) return make(i);
        }

        throw new InvalidDataException($"The history has an entry '{json}' that this version does not know.");
    }

    private static string? Text(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string? Payload(JsonElement json) =>
        json.TryGetProperty("value"u8, out var value) ? value.GetRawText() : Text(json, "text"u8);

    private static TaskFailureDetails? Failure(JsonElement json) =>
        json.TryGetProperty("failure"u8, out var failure) ? FailureJson.Read(failure) : null;

    private static JsonEncodedText[] Names<T>() where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(name => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(name)))];
}
