using System.Net;

namespace DurableTeams.Embedded.Tests.Api.Requests;

/// <summary>A body whose length is not told beforehand.</summary>
internal sealed class ChunkedContent(byte[] bytes) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var i = 0; i < bytes.Length; i += 8192) await stream.WriteAsync(bytes.AsMemory(i, Math.Min(8192, bytes.Length - i)));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
