using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>
/// The body of an answer. JSON, which the SDK writes where it refuses a request before it handles it, is held back and gets our
/// code; events pass.
/// </summary>
internal sealed class McpErrorBody(HttpResponse response) : Stream
{
    private readonly Stream _inner = response.Body;
    private readonly MemoryStream _json = new();
    private bool _started;
    private bool _isJson;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        IsJson() ? _json.WriteAsync(buffer, cancellationToken) : _inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        response.ContentType is null || IsJson() ? Task.CompletedTask : _inner.FlushAsync(cancellationToken);

    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Sends what was held back.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_json.Length == 0) return;
        var message = JsonNode.Parse(_json.ToArray());
        if (message is JsonObject answer) McpErrors.Complete(answer);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message);
        response.ContentLength = bytes.Length;
        await _inner.WriteAsync(bytes, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private bool IsJson()
    {
        if (!_started)
            (_started, _isJson) = (true, response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true);
        return _isJson;
    }
}
