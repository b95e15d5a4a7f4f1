using System.ClientModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DurableTeams.Json;

/// <summary>
/// A JSON object as the body of a request, written to the connection part by part: a long conversation is never in memory a
/// second time as JSON. A first pass counts the bytes, since some servers read no body without a length.
/// </summary>
internal sealed class JsonBody(JsonObject json) : BinaryContent
{
    private const int Part = 32 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private long _length = -1;

    /// <inheritdoc/>
    public override bool TryComputeLength(out long length)
    {
        if (_length < 0)
        {
            using var nowhere = new CountingStream();
            WriteTo(nowhere, CancellationToken.None);
            _length = nowhere.Length;
        }

        length = _length;
        return true;
    }

    /// <inheritdoc/>
    public override void WriteTo(Stream stream, CancellationToken cancellation = default)
    {
        using var writer = new Utf8JsonWriter(stream, Options);
        foreach (var _ in Write(writer)) writer.Flush();
    }

    /// <inheritdoc/>
    public override async Task WriteToAsync(Stream stream, CancellationToken cancellation = default)
    {
        var writer = new Utf8JsonWriter(stream, Options);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var _ in Write(writer)) await writer.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <summary>Writes the body; yields where the bytes so far are to be sent.</summary>
    private IEnumerable<long> Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in json)
        {
            writer.WritePropertyName(name);
            if (value is JsonArray items)
            {
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item);
                    if (writer.BytesPending > Part) yield return writer.BytesPending;
                }

                writer.WriteEndArray();
            }
            else
            {
                Write(writer, value);
            }
        }

        writer.WriteEndObject();
        yield return writer.BytesPending;
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? value)
    {
        if (value is null) writer.WriteNullValue();
        else value.WriteTo(writer);
    }

    private sealed class CountingStream : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => _length += count;

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
