using System.Net;
using DurableTeams.Outbound;

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

    private sealed class Bounded(Stream inner, long most) : ReadingStream(inner)
    {
        private long _read;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return (_read += count) <= most
                ? count
                : throw new HttpRequestException(
                    HttpRequestError.ConfigurationLimitExceeded, "The answer is larger than an answer may be.");
        }
    }
}
