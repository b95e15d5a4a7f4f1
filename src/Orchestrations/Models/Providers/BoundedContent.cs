using System.Net;

namespace DurableTeams.Models.Providers;

/// <summary>An answer that is read as it comes, up to a bound.</summary>
internal sealed class BoundedContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly long _most;

    /// <summary>Bounds a content, which is disposed with this.</summary>
    /// <param name="content">The content.</param>
    /// <param name="most">Bytes.</param>
    public BoundedContent(HttpContent content, long most)
    {
        (_content, _most) = (content, most);
        foreach (var (name, values) in content.Headers) Headers.TryAddWithoutValidation(name, values);
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new Bounded(await _content.ReadAsStreamAsync().ConfigureAwait(false), _most);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new Bounded(await _content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _most);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var from = await CreateContentReadStreamAsync().ConfigureAwait(false);
        await using var disposing = from.ConfigureAwait(false);
        await from.CopyToAsync(stream).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Bounded(Stream stream, long most) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Count(stream.Read(buffer, offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) stream.Dispose();
            base.Dispose(disposing);
        }

        private int Count(int bytes) => (_read += bytes) <= most
            ? bytes
            : throw new HttpRequestException(
                HttpRequestError.ConfigurationLimitExceeded, "The answer is larger than an answer may be.");
    }
}
