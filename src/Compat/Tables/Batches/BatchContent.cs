using System.Buffers;
using System.Text;

namespace Azure.Data.Tables;

/// <summary>An entity group transaction on the wire: a multipart body with one change set, a request in each part.</summary>
internal sealed class BatchContent(IReadOnlyList<TableRequest> requests)
{
    private readonly string _batch = $"batch_{Guid.NewGuid()}";
    private readonly string _changeSet = $"changeset_{Guid.NewGuid()}";

    public string ContentType => $"multipart/mixed; boundary={_batch}";

    public ReadOnlyMemory<byte> Write(Uri endpoint)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Lines(buffer, $"--{_batch}", $"Content-Type: multipart/mixed; boundary={_changeSet}", "");
        foreach (var request in requests)
        {
            Lines(buffer, $"--{_changeSet}", "Content-Type: application/http", "Content-Transfer-Encoding: binary", "");
            Lines(buffer, $"{request.Method.Method} {TableAddress.Combine(endpoint, request.Path).AbsoluteUri} HTTP/1.1");
            foreach (var (name, value) in request.Headers()) Lines(buffer, $"{name}: {value}");
            Lines(buffer, "");
            if (request.Body is { } body) buffer.Write(body.Span);
            Lines(buffer, "");
        }

        Lines(buffer, $"--{_changeSet}--", "", $"--{_batch}--");
        return buffer.WrittenMemory;
    }

    private static void Lines(ArrayBufferWriter<byte> buffer, params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines) Encoding.UTF8.GetBytes(line + "\r\n", buffer);
    }
}
