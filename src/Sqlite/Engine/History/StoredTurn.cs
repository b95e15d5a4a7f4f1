using System.Buffers;
using System.Text.Json;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.History;

/// <summary>
/// A turn as the database stores it: like <see cref="HistoryJson"/>, in fewer bytes.
/// <c>{"t":ticks,"i":[events],"o":[actions]}</c>. Each entry begins with its kind (see <c>s_events</c>, <c>s_actions</c>) and
/// number; <c>n</c> is a name, <c>to</c> an instance, <c>d</c> the ticks from the turn until a timer is due, <c>v</c> a payload
/// that is JSON, <c>x</c> a payload that is text, <c>f</c> a failure. Empty values are left out.
/// </summary>
internal sealed class StoredTurn(bool payloadsAreJson)
{
    // In the order of HistoryEventKind: started, completed, failed, timer, event, paused, resumed.
    private static readonly JsonEncodedText[] Events = Names("scftepr");

    // In the order of HistoryActionKind: activity, inline, sub-orchestration, timer, event, end.
    private static readonly JsonEncodedText[] Actions = Names("aistez");

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    /// <summary>Writes a turn; one thread at a time.</summary>
    public byte[] Write(HistoryTurn turn)
    {
        _buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_buffer, HistoryJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("t"u8, turn.At);
        if (turn.Events.Count > 0) writer.WriteStartArray("i"u8);
        foreach (var entry in turn.Events)
        {
            Begin(writer, Events[(int)entry.Kind], entry.Id, entry.Name);
            End(writer, entry.Payload, entry.Failure);
        }

        if (turn.Events.Count > 0) writer.WriteEndArray();
        if (turn.Actions.Count > 0) writer.WriteStartArray("o"u8);
        foreach (var action in turn.Actions)
        {
            Begin(writer, Actions[(int)action.Kind], action.Id, action.Name);
            if (action.InstanceId is { } instance) writer.WriteString("to"u8, instance);
            if (action.Due != 0) writer.WriteNumber("d"u8, action.Due - turn.At);
            End(writer, action.Payload, action.Failure);
        }

        if (turn.Actions.Count > 0) writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a turn.</summary>
    public static HistoryTurn Read(ReadOnlySpan<byte> json) => Read(json, out _);

    /// <summary>Reads a turn, and whether it has a payload that is text and not JSON.</summary>
    public static HistoryTurn Read(ReadOnlySpan<byte> json, out bool hasText)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var turn = new HistoryTurn(document.RootElement.GetProperty("t"u8).GetInt64());
        hasText = false;
        foreach (var entry in Entries(document, "i"u8))
        {
            var read = Entry.Of(entry, Events);
            hasText |= read.IsText;
            turn.Events.Add(new HistoryEvent((HistoryEventKind)read.Kind, read.Id, read.Name, read.Payload, read.Failure));
        }

        foreach (var action in Entries(document, "o"u8))
        {
            var read = Entry.Of(action, Actions);
            hasText |= read.IsText;
            turn.Actions.Add(new HistoryAction(
                (HistoryActionKind)read.Kind,
                read.Id,
                read.Name,
                read.InstanceId,
                read.Delay is { } delay ? turn.At + delay : 0,
                read.Payload,
                read.Failure));
        }

        return turn;
    }

    private static void Begin(Utf8JsonWriter writer, JsonEncodedText kind, int id, string? name)
    {
        writer.WriteStartObject();
        writer.WriteNumber(kind, id);
        if (name is not null) writer.WriteString("n"u8, name);
    }

    private void End(Utf8JsonWriter writer, string? payload, TaskFailureDetails? failure)
    {
        if (payload is not null && payloadsAreJson)
        {
            writer.WritePropertyName("v"u8);
            writer.WriteRawValue(payload, skipInputValidation: true);
        }
        else if (payload is not null)
        {
            writer.WriteString("x"u8, payload);
        }

        if (failure is not null)
        {
            writer.WritePropertyName("f"u8);
            FailureJson.Write(writer, failure);
        }

        writer.WriteEndObject();
    }

    private static JsonElement.ArrayEnumerator Entries(JsonDocument document, ReadOnlySpan<byte> name) =>
        document.RootElement.TryGetProperty(name, out var entries) ? entries.EnumerateArray() : default;

    private static JsonEncodedText[] Names(string letters) => [.. letters.Select(letter => JsonEncodedText.Encode($"{letter}"))];

    private struct Entry
    {
        public int Kind;
        public int Id;
        public string? Name;
        public string? InstanceId;
        public long? Delay;
        public string? Payload;
        public bool IsText;
        public TaskFailureDetails? Failure;

        public static Entry Of(JsonElement json, JsonEncodedText[] kinds)
        {
            var entry = new Entry { Kind = -1 };
            foreach (var property in json.EnumerateObject())
            {
                if (entry.Kind < 0) entry.ReadKind(property, kinds);
                else entry.Read(property);
            }

            return entry;
        }

        private void ReadKind(JsonProperty property, JsonEncodedText[] kinds)
        {
            Kind = Array.FindIndex(kinds, kind => property.NameEquals(kind.EncodedUtf8Bytes));
            if (Kind < 0)
                throw new InvalidDataException($"The history has an entry '{property}' that this version does not know.");
            Id = property.Value.GetInt32();
        }

        private void Read(JsonProperty property)
        {
            if (property.NameEquals("n"u8)) Name = property.Value.GetString();
            else if (property.NameEquals("to"u8)) InstanceId = property.Value.GetString();
            else if (property.NameEquals("d"u8)) Delay = property.Value.GetInt64();
            else if (property.NameEquals("v"u8)) Payload = property.Value.GetRawText();
            else if (property.NameEquals("f"u8)) Failure = FailureJson.Read(property.Value);
            else if (property.NameEquals("x"u8)) (Payload, IsText) = (property.Value.GetString(), true);
        }
    }
}
