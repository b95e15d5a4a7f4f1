using System.IO.Pipelines;
using System.Text;
using DurableTeams.Http.Answers;

namespace DurableTeams.Http.Server;

/// <summary>
/// What goes out on a connection, with a body for what the server refuses by itself: a request that it cannot read (<c>%00</c> in
/// a path, headers that are too large) never reaches the application, and the server answers it with a status and nothing more.
/// Such an answer is one short write that closes the connection; everything else passes as it is.
/// </summary>
internal sealed class RefusalWriter(PipeWriter inner) : PipeWriter
{
    private const int LongestHead = 512;

    private readonly byte[] _head = new byte[4096];
    private bool _owns;
    private int _at;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => Takes(sizeHint) ? _head : inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Takes(sizeHint) ? _head : inner.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (!_owns)
        {
            inner.Advance(bytes);
            return;
        }

        // The server goes on writing into what it was given, behind what it has written.
        var written = _head.AsSpan(_at, bytes);
        if (_at == 0 && bytes <= LongestHead && Refusal(written) is { } refusal) written = refusal;
        _at += bytes;
        if (written.Length == 0) return;
        written.CopyTo(inner.GetSpan(written.Length));
        inner.Advance(written.Length);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    // Heads of answers begin a flush; what is larger is no refusal.
    private bool Takes(int sizeHint)
    {
        _at = 0;
        return _owns = sizeHint <= _head.Length && inner.UnflushedBytes == 0;
    }

    /// <summary>The answer with a body, where it is one that the server gave by itself.</summary>
    private static byte[]? Refusal(ReadOnlySpan<byte> answer)
    {
        if (!answer.StartsWith("HTTP/1.1 4"u8) || !answer.EndsWith("\r\n\r\n"u8)) return null;
        var head = Encoding.ASCII.GetString(answer);
        const string none = "Content-Length: 0\r\n";
        if (!head.Contains(none, StringComparison.Ordinal) || !head.Contains("Connection: close\r\n", StringComparison.Ordinal)
            || head.Contains("Content-Type:", StringComparison.OrdinalIgnoreCase)) return null;
        var body = Problem.Unreadable(int.Parse(head.AsSpan("HTTP/1.1 ".Length, 3), null));
        var type = FormattableString.Invariant($"Content-Length: {body.Length}\r\nContent-Type: {Problem.MediaType}\r\n");
        return [.. Encoding.ASCII.GetBytes(head.Replace(none, type, StringComparison.Ordinal)), .. body];
    }
}
