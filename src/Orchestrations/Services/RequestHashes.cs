using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using DurableTeams.Json;

namespace DurableTeams.Services;

/// <summary>Compares requests: equal requests have equal hashes, whatever the order and spacing of their JSON.</summary>
internal static class RequestHashes
{
    public static string Of(StartRunRequest request) => Of(writer =>
    {
        writer.WriteStringValue(request.Message);
        writer.WriteStringValue(request.SessionId);
        writer.WriteStringValue(request.UserId);
        if (request.Metadata is { } metadata) CanonicalJson.WriteNumbersAsGiven(metadata, writer);
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
}
