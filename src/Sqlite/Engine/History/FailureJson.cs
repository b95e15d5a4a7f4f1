using System.Text.Json;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.History;

/// <summary>Failure details as JSON.</summary>
internal static class FailureJson
{
    private const int MaxStack = 4_000;

    public static string? ToText(TaskFailureDetails? failure)
    {
        if (failure is null) return null;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, HistoryJson.WriterOptions)) Write(writer, failure);
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    public static TaskFailureDetails? FromText(string? text)
    {
        if (text is null) return null;
        using var document = JsonDocument.Parse(text);
        return Read(document.RootElement);
    }

    public static void Write(Utf8JsonWriter writer, TaskFailureDetails failure)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, failure.ErrorType);
        writer.WriteString("message"u8, failure.ErrorMessage);
        if (failure.StackTrace is { } stack)
            writer.WriteString("stack"u8, stack.Length > MaxStack ? stack.AsSpan(0, MaxStack) : stack);
        if (failure.Properties is { Count: > 0 } properties)
        {
            writer.WritePropertyName("properties"u8);
            JsonSerializer.Serialize(writer, properties);
        }

        if (failure.InnerFailure is { } inner)
        {
            writer.WritePropertyName("inner"u8);
            Write(writer, inner);
        }

        writer.WriteEndObject();
    }

    public static TaskFailureDetails Read(JsonElement json) => new(
        json.GetProperty("type"u8).GetString()!,
        json.GetProperty("message"u8).GetString()!,
        json.TryGetProperty("stack"u8, out var stack) ? stack.GetString() : null,
        json.TryGetProperty("inner"u8, out var inner) ? Read(inner) : null,
        json.TryGetProperty("properties"u8, out var properties) ? properties.Deserialize<Dictionary<string, object?>>()! : null);
}
