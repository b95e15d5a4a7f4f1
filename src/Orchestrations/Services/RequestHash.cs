using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace DurableTeams.Services;

/// <summary>Compares requests: equal requests have equal hashes, whatever the order and spacing of their JSON.</summary>
internal static class RequestHash
{
    public static string Of(StartRunRequest request) => Of(writer =>
    {
        writer.WriteStringValue(request.Message);
        writer.WriteStringValue(request.SessionId);
        writer.WriteStringValue(request.UserId);
        if (request.Metadata is { } metadata) Write(writer, metadata);
    });

    public static string Of(ForkRequest request) => Of(writer =>
    {
        if (request.FromSequence is { } sequence) writer.WriteNumberValue(sequence);
        else writer.WriteNullValue();
        writer.WriteStringValue(request.Message);
    });

    private static string Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = 128 }))
        {
            writer.WriteStartArray();
            write(writer);
            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
